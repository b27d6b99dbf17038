package vn.dancu.platform.security;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.servers.Server;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Tells readers of the API description how to prove who they are, and to come by the gateway. */
@AutoConfiguration
@ConditionalOnClass(OpenAPI.class)
public class OpenApiAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    OpenAPI openApi(@Value("${spring.application.name}") String serviceName) {
        return new OpenAPI()
                .info(new Info().title(serviceName).version("v1"))
                .addServersItem(new Server().url("/").description("the gateway"))
                .components(new Components());
    }

    @Bean
    OpenApiCustomizer openApiDescription(
            ObjectProvider<EndpointRules> rules, ObjectProvider<ErrorShape> shapes) {
        return new OpenApiDescription(
                rules.orderedStream().toList(), shapes.orderedStream().toList());
    }
}
