package vn.dancu.authorization;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenExchangeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;

/** The issuer: token, keys and metadata endpoints; everything else is denied. */
@Configuration(proxyBeanMethods = false)
class IssuerConfiguration {
    @Bean
    JWKSource<SecurityContext> signingKeys(IssuerSettings settings, Environment environment) {
        if (!environment.acceptsProfiles(Profiles.of("demonstration & !production"))) {
            throw new IllegalStateException(
                    "this issuer is for evaluation: it starts under the profile demonstration"
                            + " only; production points at its own issuer");
        }
        if (settings.signingKey() == null) {
            throw new IllegalStateException(
                    "dancu.signing-key is not set: it is a file of the folder DANCU_SECRETS");
        }
        return new ImmutableJWKSet<>(new JWKSet(SigningKey.read(settings.signingKey())));
    }

    @Bean
    PasswordEncoder clientSecrets() {
        return new Sha256Secrets();
    }

    @Bean
    Clients clients(IssuerSettings settings) {
        return new Clients(settings);
    }

    @Bean
    RegisteredClientRepository registeredClients(Clients clients, PasswordEncoder encoder) {
        return clients.registered(encoder);
    }

    @Bean
    OAuth2AuthorizationService authorizations() {
        return new ForgetfulAuthorizations();
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> tokenClaims(Clients clients) {
        return clients::customise;
    }

    @Bean
    AuthorizationServerSettings issuerSettings(IssuerSettings settings) {
        return AuthorizationServerSettings.builder().issuer(settings.issuer()).build();
    }

    @Bean
    @Order(1)
    SecurityFilterChain issuerChain(
            HttpSecurity http, IssuerSettings settings, JWKSource<SecurityContext> keys) {
        var exchange = new CitizenExchange(settings, keys, Clock.systemUTC());
        var issuer = new OAuth2AuthorizationServerConfigurer();
        return http.securityMatcher(issuer.getEndpointsMatcher())
                .with(
                        issuer,
                        server ->
                                server.tokenEndpoint(
                                        token ->
                                                token.accessTokenRequestConverters(
                                                                all ->
                                                                        all.addFirst(
                                                                                new UsualScopes()))
                                                        .authenticationProviders(
                                                                all -> exchangeBy(exchange, all))))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(
                        sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** Ours alone: the library's own asks for a store of tokens, and knows no citizens. */
    private static void exchangeBy(CitizenExchange exchange, List<AuthenticationProvider> all) {
        all.removeIf(OAuth2TokenExchangeAuthenticationProvider.class::isInstance);
        all.add(exchange);
    }

    @Bean
    @Order(2)
    SecurityFilterChain restChain(HttpSecurity http) {
        return http.authorizeHttpRequests(
                        requests ->
                                requests.requestMatchers(
                                                HttpMethod.GET,
                                                "/actuator/health",
                                                "/actuator/health/**",
                                                "/actuator/info",
                                                "/actuator/prometheus")
                                        .permitAll()
                                        .anyRequest()
                                        .denyAll())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(
                        sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }
}
