package vn.dancu.sharing;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class SharingServiceApplication {
    public static void main(String[] args) {
        SpringApplication.run(SharingServiceApplication.class, args);
    }
}
