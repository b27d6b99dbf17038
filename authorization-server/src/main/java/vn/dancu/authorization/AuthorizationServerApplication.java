package vn.dancu.authorization;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The OAuth2 issuer of an evaluation; production points at its own. */
@SpringBootApplication
@EnableConfigurationProperties(IssuerSettings.class)
public class AuthorizationServerApplication {
    public static void main(String[] args) {
        SpringApplication.run(AuthorizationServerApplication.class, args);
    }
}
