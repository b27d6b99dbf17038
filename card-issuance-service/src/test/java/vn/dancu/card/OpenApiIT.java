package vn.dancu.card;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.testing.OpenApiFile;

class OpenApiIT extends CardServiceTests {
    @Autowired private List<EndpointRules> rules;

    @Test
    void theInterfaceIsDescribedCompletelyAndAsTheFileSays() {
        OpenApiFile.assertPublished(port, rules, "card");
    }
}
