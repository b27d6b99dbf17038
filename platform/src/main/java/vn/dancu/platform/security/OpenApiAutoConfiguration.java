package vn.dancu.platform.security;

import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Locale;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
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
    ModelResolver schemas(ObjectMapperProvider mappers) {
        return new ModelResolver(mappers.jsonMapper(), new SchemaNames()).openapi31(true);
    }

    /** What has no Javadoc is summed up by the name of its method. */
    @Bean
    OperationCustomizer openApiSummary() {
        return (operation, method) -> {
            if (operation.getSummary() == null && operation.getDescription() == null) {
                operation.setSummary(words(method.getMethod().getName()));
            }
            return operation;
        };
    }

    private static String words(String name) {
        String words = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    @Bean
    OpenApiCustomizer openApiDescription(
            ObjectProvider<EndpointRules> rules, ObjectProvider<ErrorShape> shapes) {
        return new OpenApiDescription(
                rules.orderedStream().toList(), shapes.orderedStream().toList());
    }
}
