package vn.dancu.gateway.access;

import jakarta.servlet.DispatcherType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import vn.dancu.gateway.limits.RateLimits;
import vn.dancu.gateway.problem.Problems;
import vn.dancu.gateway.routes.Routes;
import vn.dancu.platform.tokens.AccessTokens;
import vn.dancu.platform.tokens.HeaderToken;
import vn.dancu.platform.tokens.ProductionGuard;
import vn.dancu.platform.tokens.TokenSettings;

/** The list of what exists: paths that need a token, pages that do not, and nothing else. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TokenSettings.class)
@Import(ProductionGuard.class)
class AccessConfiguration {
    private static final String[] PAGES = {
        "/",
        "/index.html",
        "/assets/**",
        "/favicon.svg",
        "/swagger-ui/**",
        "/v3/api-docs/*",
        "/.well-known/**",
        "/oauth2/**",
        "/actuator/health",
        "/actuator/health/*",
        "/actuator/info"
    };

    /** Swagger UI styles its elements one by one; everything else is held to files of our own. */
    private static final String SWAGGER_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; connect-src 'self'; font-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; manifest-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Bean
    JwtDecoder tokens(TokenSettings settings, ProductionGuard guard) {
        return new AccessTokens(settings, guard.isDemonstration()).forOutsiders();
    }

    /** A span and a timer for each filter of the chain cost every answer, and tell nobody much. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @Order(1)
    SecurityFilterChain swaggerChain(
            HttpSecurity http, RateLimits rates, Problems problems, AccessProblems refusals) {
        http.securityMatcher("/swagger-ui/**")
                .addFilterAfter(
                        new RateFilter(rates, problems), BearerTokenAuthenticationFilter.class)
                .authorizeHttpRequests(
                        requests ->
                                requests.requestMatchers(HttpMethod.GET)
                                        .permitAll()
                                        .anyRequest()
                                        .access((caller, context) -> new NoRoute()));
        return stateless(http, refusals, SWAGGER_POLICY);
    }

    @Bean
    @Order(2)
    SecurityFilterChain doorChain(
            HttpSecurity http,
            JwtDecoder tokens,
            ProductionGuard guard,
            RateLimits rates,
            SecurityServers servers,
            Problems problems,
            AccessProblems refusals) {
        var manager = new ProviderManager(new JwtAuthenticationProvider(tokens));
        var bearer = new BearerTokenAuthenticationFilter(manager, new HeaderToken());
        bearer.setAuthenticationFailureHandler(refusals);
        http.addFilter(bearer)
                .addFilterAfter(
                        new SecurityServerFilter(servers), BearerTokenAuthenticationFilter.class)
                .addFilterAfter(new RateFilter(rates, problems), SecurityServerFilter.class)
                .authorizeHttpRequests(requests -> allow(requests, guard.isDemonstration()));
        return stateless(http, refusals, POLICY);
    }

    private static void allow(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
                    requests,
            boolean demonstration) {
        requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC).permitAll();
        // The digest of a call is checked where its secret is.
        requests.requestMatchers(HttpMethod.POST, Routes.SOAP)
                .permitAll()
                .requestMatchers(HttpMethod.GET, Routes.SOAP)
                .permitAll()
                .requestMatchers(HttpMethod.HEAD, Routes.SOAP)
                .permitAll()
                .requestMatchers(Routes.SOAP)
                .access((caller, context) -> new WrongMethod("GET, HEAD, POST"));
        Routes.SERVICES
                .keySet()
                .forEach(
                        segment -> requests.requestMatchers("/" + segment + "/**").authenticated());
        requests.requestMatchers(HttpMethod.POST, Routes.UIN).authenticated();
        requests.requestMatchers(HttpMethod.GET, PAGES)
                .permitAll()
                .requestMatchers(HttpMethod.HEAD, PAGES)
                .permitAll()
                .requestMatchers(HttpMethod.POST, "/oauth2/**")
                .permitAll()
                .requestMatchers(HttpMethod.GET, "/actuator/prometheus")
                // Metrics of a demonstration may be scraped by whoever set it up.
                .access(
                        (caller, context) ->
                                new AuthorizationDecision(
                                        demonstration
                                                || (caller.get()
                                                                instanceof
                                                                JwtAuthenticationToken token
                                                        && token.getAuthorities().stream()
                                                                .anyMatch(
                                                                        granted ->
                                                                                "SCOPE_ops"
                                                                                        .equals(
                                                                                                granted
                                                                                                        .getAuthority())))))
                .anyRequest()
                .access((caller, context) -> new NoRoute());
    }

    private static SecurityFilterChain stateless(
            HttpSecurity http, AccessProblems refusals, String contentPolicy) {
        return http.csrf(AbstractHttpConfigurer::disable) // no cookie, no session: nothing to forge
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(
                        sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(
                        headers ->
                                headers.contentSecurityPolicy(
                                                policy -> policy.policyDirectives(contentPolicy))
                                        .referrerPolicy(
                                                policy ->
                                                        policy.policy(
                                                                org.springframework.security.web
                                                                        .header.writers
                                                                        .ReferrerPolicyHeaderWriter
                                                                        .ReferrerPolicy
                                                                        .NO_REFERRER)))
                .exceptionHandling(
                        errors ->
                                errors.authenticationEntryPoint(refusals)
                                        .accessDeniedHandler(refusals))
                .build();
    }
}
