package vn.dancu.idnumber;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Gives each citizen one number, once and for ever. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class IdNumberServiceApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(IdNumberServiceApplication.class, arguments);
    }
}
