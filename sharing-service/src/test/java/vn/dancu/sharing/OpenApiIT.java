package vn.dancu.sharing;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.testing.OpenApiFile;

class OpenApiIT extends SharingIT {
    @Autowired private List<EndpointRules> rules;
    @LocalServerPort private int port;

    @Test
    void theInterfaceIsDescribedCompletelyAndAsTheFileSays() {
        OpenApiFile.assertPublished(port, rules, "sharing");
    }
}
