package vn.dancu.gateway.routes;

import java.util.Map;
import org.springframework.cloud.gateway.server.mvc.filter.BeforeFilterFunctions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Which path goes to which part. What is not listed does not exist outside: {@code /internal} least
 * of all.
 */
@Configuration(proxyBeanMethods = false)
public class Routes {
    /** The parts that have an interface for outsiders, by how their paths begin. */
    public static final Map<String, String> SERVICES =
            Map.of(
                    "population", "population-service",
                    "id-numbers", "id-number-service",
                    "cards", "card-issuance-service",
                    "sharing", "sharing-service",
                    "osia/pr", "population-service",
                    "osia/dataaccess", "population-service",
                    "osia/cms", "card-issuance-service",
                    "osia/3rdparty", "sharing-service",
                    "osia/notification", "sharing-service",
                    "osia/agreed", "sharing-service");

    /** The SOAP service of the ministries, whose clients have no token but a digest. */
    public static final String SOAP = "/sharing/soap/dancu";

    /** Where OSIA's UIN interface stands. */
    public static final String UIN = "/osia/uin/v1/uin";

    private static final String ISSUER = "authorization-server";

    @Bean
    RouterFunction<ServerResponse> serviceRoutes(Upstream upstream) {
        RouterFunctions.Builder routes = RouterFunctions.route();
        SERVICES.forEach(
                (segment, service) ->
                        routes.path(
                                "/" + segment,
                                below ->
                                        below.route(
                                                anything -> true,
                                                request -> upstream.send(service, request))));
        return routes.build();
    }

    /** The UIN interface of OSIA, whose paths are not ours to choose. */
    @Bean
    RouterFunction<ServerResponse> uinRoutes(Upstream upstream) {
        return RouterFunctions.route()
                .POST(UIN, request -> upstream.send("id-number-service", request))
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> issuerRoutes(Upstream upstream) {
        return RouterFunctions.route()
                .POST("/oauth2/**", request -> upstream.send(ISSUER, request))
                .GET("/oauth2/**", request -> upstream.send(ISSUER, request))
                .GET("/.well-known/**", request -> upstream.send(ISSUER, request))
                .build();
    }

    /** The description of each part's interface, for the one page that shows them all. */
    @Bean
    RouterFunction<ServerResponse> descriptionRoutes(Upstream upstream) {
        RouterFunctions.Builder routes = RouterFunctions.route();
        SERVICES.values().stream()
                .distinct()
                .forEach(
                        service ->
                                routes.GET(
                                        "/v3/api-docs/" + service,
                                        request ->
                                                upstream.send(
                                                        service,
                                                        BeforeFilterFunctions.setPath(
                                                                        "/v3/api-docs")
                                                                .apply(request))));
        return routes.build();
    }
}
