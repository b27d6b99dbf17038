package vn.dancu.platform.security;

import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.tokens.AccessTokens;
import vn.dancu.platform.tokens.HeaderToken;
import vn.dancu.platform.tokens.ProductionGuard;
import vn.dancu.platform.tokens.TokenSettings;

/** Two filter chains, one for other services and one for everybody else; both deny by default. */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties({TokenSettings.class, CallersSettings.class})
@EnableWebSecurity
@Import(ProductionGuard.class)
public class SecurityAutoConfiguration {
    private static final String[] PUBLIC = {
        "/actuator/health",
        "/actuator/health/**",
        "/actuator/info",
        "/actuator/prometheus",
        "/v3/api-docs",
        "/v3/api-docs/**"
    };

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Callers callers(
            @Value("${spring.application.name}") String serviceName,
            ObjectProvider<TerritoryResolver> territories) {
        // Asked several times in each request: the bean is looked up once.
        return new Callers(
                serviceName,
                SingletonSupplier.of(
                        () -> territories.getIfAvailable(() -> TerritoryResolver.BY_CODE)));
    }

    /** A span and a timer for each filter of the chain cost every answer, and tell nobody much. */
    @Bean
    @ConditionalOnMissingBean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    AccessTokens tokens(TokenSettings settings, ProductionGuard guard) {
        return new AccessTokens(settings, guard.isDemonstration());
    }

    @Bean
    SecurityProblems securityProblems(JsonMapper json) {
        return new SecurityProblems(json);
    }

    @Bean
    @Order(1)
    SecurityFilterChain internalChain(
            HttpSecurity http,
            @Value("${spring.application.name}") String serviceName,
            ObjectProvider<InternalRules> rules,
            AccessTokens tokens,
            CallersSettings settings,
            Clock clock,
            SecurityProblems problems) {
        List<InternalRules> known = rules.orderedStream().toList();
        var verifier =
                new CallerVerifier(serviceName, settings, new CallerKeys(settings, clock), clock);
        http.securityMatcher("/internal/**")
                .addFilter(bearerFilter(tokens.forServices(serviceName), problems))
                .addFilterAfter(
                        new CallerProofFilter(serviceName, verifier, problems),
                        BearerTokenAuthenticationFilter.class)
                .authorizeHttpRequests(
                        requests ->
                                requests.dispatcherTypeMatchers(
                                                DispatcherType.ERROR, DispatcherType.ASYNC)
                                        .permitAll()
                                        .anyRequest()
                                        .access(new InternalAuthorization(known)));
        return stateless(http, problems);
    }

    @Bean
    @Order(2)
    SecurityFilterChain outsiderChain(
            HttpSecurity http,
            ObjectProvider<EndpointRules> rules,
            AccessTokens tokens,
            SecurityProblems problems) {
        List<EndpointRules> known = rules.orderedStream().toList();
        http.addFilter(bearerFilter(tokens.forOutsiders(), problems))
                .addFilterAfter(new PurposeFilter(problems), BearerTokenAuthenticationFilter.class)
                .authorizeHttpRequests(
                        requests ->
                                requests.dispatcherTypeMatchers(
                                                DispatcherType.ERROR, DispatcherType.ASYNC)
                                        .permitAll()
                                        .requestMatchers(HttpMethod.GET, PUBLIC)
                                        .permitAll()
                                        .anyRequest()
                                        .access(new EndpointAuthorization(known)));
        return stateless(http, problems);
    }

    @Bean
    InternalRulesCheck internalRulesCheck(
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<InternalRules> rules) {
        return new InternalRulesCheck(
                mappings.orderedStream().toList(), rules.orderedStream().toList());
    }

    private static SecurityFilterChain stateless(HttpSecurity http, SecurityProblems problems) {
        return http.csrf(AbstractHttpConfigurer::disable) // no cookie, no session: nothing to forge
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(
                        sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(
                        errors ->
                                errors.authenticationEntryPoint(problems)
                                        .accessDeniedHandler(problems))
                .build();
    }

    private static BearerTokenAuthenticationFilter bearerFilter(
            JwtDecoder decoder, SecurityProblems problems) {
        var provider = new JwtAuthenticationProvider(decoder);
        provider.setJwtAuthenticationConverter(SecurityAutoConfiguration::callerOf);
        AuthenticationManager manager = new ProviderManager(provider);
        var filter = new BearerTokenAuthenticationFilter(manager, new HeaderToken());
        filter.setAuthenticationFailureHandler(problems);
        return filter;
    }

    private static AbstractAuthenticationToken callerOf(Jwt jwt) {
        try {
            return CallerAuthentication.ofToken(CallerClaims.read(jwt.getClaims()));
        } catch (IllegalArgumentException e) {
            throw new InvalidBearerTokenException("a claim is missing or malformed", e);
        }
    }
}
