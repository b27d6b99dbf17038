package vn.dancu.sharing.xroad;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import vn.dancu.sharing.agreements.Members;

/**
 * The chain of requests that a registered security server sends: the gateway has proved the server
 * and says so in a header that nobody else can send. A request with a token is not one of them.
 */
@Configuration(proxyBeanMethods = false)
class XRoadAccess {
    @Bean
    @Order(0)
    SecurityFilterChain xRoadChain(
            HttpSecurity http,
            Members members,
            XRoadMessages messages,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return http.securityMatcher(XRoadAccess::comesFromSecurityServer)
                .csrf(AbstractHttpConfigurer::disable) // no cookie, no session: nothing to forge
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(
                        sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(
                        new XRoadFilter(members, messages, problems), AuthorizationFilter.class)
                .authorizeHttpRequests(
                        requests ->
                                requests.dispatcherTypeMatchers(
                                                DispatcherType.ERROR, DispatcherType.ASYNC)
                                        .permitAll()
                                        .anyRequest()
                                        .access(
                                                (nobody, context) ->
                                                        new AuthorizationDecision(
                                                                XRoadCall.of(context.getRequest())
                                                                        .isPresent())))
                .build();
    }

    private static boolean comesFromSecurityServer(HttpServletRequest request) {
        return request.getHeader(XRoadCall.SERVER_HEADER) != null
                && request.getHeader("Authorization") == null;
    }
}
