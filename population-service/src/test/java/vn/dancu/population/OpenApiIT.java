package vn.dancu.population;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.testing.OpenApiFile;
import vn.dancu.testing.RealInfrastructure;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OpenApiIT {
    @Autowired private List<EndpointRules> rules;
    @LocalServerPort private int port;

    @Test
    void theInterfaceIsDescribedCompletelyAndAsTheFileSays() {
        OpenApiFile.assertPublished(port, rules, "population");
    }
}
