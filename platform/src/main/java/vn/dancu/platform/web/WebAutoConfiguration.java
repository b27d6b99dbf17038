package vn.dancu.platform.web;

import java.time.Instant;
import java.time.LocalDate;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import vn.dancu.platform.problem.ProblemAdvice;

/** The request's first filters, strict JSON and the problem advice. */
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

    /** Parameters are read like fields. */
    @Bean
    WebMvcConfigurer timesInParameters() {
        return new WebMvcConfigurer() {
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
