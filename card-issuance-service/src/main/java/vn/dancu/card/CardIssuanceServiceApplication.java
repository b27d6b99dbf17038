package vn.dancu.card;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Applications for cards, their production and the life of the cards. */
@SpringBootApplication
@ConfigurationPropertiesScan
class CardIssuanceServiceApplication {
    public static void main(String[] args) {
        // Cards are drawn without a display, whatever the machine has.
        System.setProperty("java.awt.headless", "true");
        SpringApplication.run(CardIssuanceServiceApplication.class, args);
    }
}
