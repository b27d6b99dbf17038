package vn.dancu.platform.web;

import java.time.Instant;
import java.time.LocalDate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import vn.dancu.platform.problem.ProblemAdvice;
import vn.dancu.platform.rejections.RejectedRequests;
import vn.dancu.platform.security.ErrorShape;

/** The request's first filters, strict requests and JSON, and the problem advice. */
@AutoConfiguration(
        beforeName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(WebLimits.class)
@Import(ProblemAdvice.class)
public class WebAutoConfiguration {
    @Bean
    StrictJson strictJson() {
        return new StrictJson();
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> rejectedRequests() {
        return RejectedRequests.customizer();
    }

    /** Parameters are read like fields. */
    @Bean
    WebMvcConfigurer strictRequests(ObjectProvider<ErrorShape> otherProtocols) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(
                        new StrictRequests(
                                otherProtocols.stream().map(ErrorShape::prefix).toList()));
            }

            @Override
            public void addFormatters(FormatterRegistry registry) {
                registry.addConverter(String.class, LocalDate.class, Times::day);
                registry.addConverter(String.class, Instant.class, Times::instant);
            }
        };
    }

    @Bean
    FilterRegistrationBean<CorrelationFilter> correlationFilter() {
        var registration = new FilterRegistrationBean<>(new CorrelationFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<BoundedBodyFilter> boundedBodyFilter(WebLimits limits) {
        var registration = new FilterRegistrationBean<>(new BoundedBodyFilter(limits));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }
}
