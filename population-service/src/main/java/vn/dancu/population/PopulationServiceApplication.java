package vn.dancu.population;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the population service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PopulationServiceApplication {
    public static void main(String[] args) {
        SpringApplication.run(PopulationServiceApplication.class, args);
    }
}
