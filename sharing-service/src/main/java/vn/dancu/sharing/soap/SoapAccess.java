package vn.dancu.sharing.soap;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import vn.dancu.platform.security.ErrorShape;

/**
 * This one path is open to requests without a token: its digest is checked inside, where the user's
 * secret is. A token is not looked at here.
 */
@Configuration(proxyBeanMethods = false)
class SoapAccess {
    @Bean
    ErrorShape soapFaults() {
        return ErrorShape.soap(SoapController.PATH);
    }

    @Bean
    @Order(0)
    SecurityFilterChain soapChain(HttpSecurity http) {
        return http.securityMatcher(SoapController.PATH)
                .csrf(AbstractHttpConfigurer::disable) // no cookie, no session: nothing to forge
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(
                        sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(
                        requests ->
                                requests.requestMatchers(HttpMethod.POST)
                                        .permitAll()
                                        .requestMatchers(HttpMethod.GET)
                                        .permitAll()
                                        .requestMatchers(HttpMethod.HEAD)
                                        .permitAll()
                                        .anyRequest()
                                        .denyAll())
                .build();
    }
}
