package vn.dancu.gateway.limits;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import vn.dancu.gateway.problem.Problems;

/** The filters that every request passes first. */
@Configuration(proxyBeanMethods = false)
class LimitsConfiguration {
    @Bean
    FilterRegistrationBean<Correlation> correlation() {
        var registration = new FilterRegistrationBean<>(new Correlation());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<BodyLimits> bodyLimits(GatewayLimits limits, Problems problems) {
        var registration = new FilterRegistrationBean<>(new BodyLimits(limits, problems));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }
}
