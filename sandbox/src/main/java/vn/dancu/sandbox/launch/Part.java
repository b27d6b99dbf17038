package vn.dancu.sandbox.launch;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process of the platform, in the order in which they start. */
enum Part {
    CONFIG_SERVER("config-server", 1, null, null),
    DISCOVERY_SERVER("discovery-server", 2, null, null),
    AUTHORIZATION_SERVER("authorization-server", 3, null, "/oauth2/token"),
    POPULATION_SERVICE(
            "population-service", 4, "population", "/population/v1/persons/" + Part.NOBODY),
    ID_NUMBER_SERVICE("id-number-service", 5, "idnumber", "/id-numbers/v1/statistics"),
    CARD_ISSUANCE_SERVICE("card-issuance-service", 6, "card", "/cards/v1/cards/" + Part.NOBODY),
    SHARING_SERVICE("sharing-service", 7, "sharing", "/sharing/v1/lookups"),
    GATEWAY("gateway", 0, null, null);

    /** The id of no person: a living service refuses it or does not find it. */
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    private final String module;
    private final int portOffset;
    private final @Nullable String database;
    private final @Nullable String routeProbe;

    Part(String module, int portOffset, @Nullable String database, @Nullable String routeProbe) {
        this.module = module;
        this.portOffset = portOffset;
        this.database = database;
        this.routeProbe = routeProbe;
    }

    /** Folder of the project, name in Eureka, OAuth2 client id and name of the secrets folder. */
    String module() {
        return module;
    }

    int port(int portBase) {
        return portBase + portOffset;
    }

    /** The database and database user of this service, if it has one. */
    Optional<String> database() {
        return Optional.ofNullable(database);
    }

    /** A path of the gateway that ends in this part. */
    Optional<String> routeProbe() {
        return Optional.ofNullable(routeProbe);
    }

    static Optional<Part> named(String module) {
        for (Part part : values()) {
            if (part.module.equals(module)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }
}
