package vn.dancu.sandbox.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The environment of a service process: {@code docs/conventions.md}, Configuration. */
final class ServiceEnvironment {
    /** Nothing else is inherited: a stray SPRING_ or JAVA_ variable must not change what runs. */
    private static final List<String> INHERITED =
            List.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LANG",
                    "LC_ALL",
                    "TZ",
                    "TMPDIR",
                    "DANCU_TRACES",
                    "DANCU_TRACES_SHARE");

    private static final String HOST = "127.0.0.1";

    private final Path project;
    private final DataFolder data;
    private final PortPlan ports;

    ServiceEnvironment(Path project, DataFolder data, PortPlan ports) {
        this.project = project;
        this.data = data;
        this.ports = ports;
    }

    Map<String, String> of(Part part) {
        return of(part, ports.of(part));
    }

    Map<String, String> of(Part part, int port) {
        Map<String, String> environment = new TreeMap<>();
        for (String name : INHERITED) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.putIfAbsent("LANG", "C.UTF-8");
        environment.put("MALLOC_ARENA_MAX", MemoryProfile.MALLOC_ARENAS);
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("SERVER_ADDRESS", HOST);
        environment.put("SPRING_PROFILES_ACTIVE", "demonstration");
        environment.put("DANCU_CONFIG_URI", http(Part.CONFIG_SERVER));
        environment.put("DANCU_DISCOVERY_URI", http(Part.DISCOVERY_SERVER));
        environment.put("DANCU_AUTHORIZATION_URI", http(Part.AUTHORIZATION_SERVER));
        // The issuer is a name that clients see, not an address that services call.
        environment.put("DANCU_ISSUER", "http://localhost:" + ports.of(Part.GATEWAY));
        environment.put("DANCU_DB_HOST", HOST);
        environment.put("DANCU_DB_PORT", Integer.toString(ports.postgres()));
        environment.put("DANCU_KAFKA", HOST + ":" + ports.kafka());
        environment.put("DANCU_SECRETS", data.secrets(part).toString());
        environment.put("DANCU_CALLERS", data.callers().toString());
        // What a service announces to Eureka; the name of the machine is not where it listens.
        environment.put("DANCU_HOST", HOST);
        if (part == Part.CONFIG_SERVER) {
            environment.put("DANCU_CONFIG_REPO", project.resolve("config-repo").toString());
        }
        return environment;
    }

    private String http(Part part) {
        return "http://" + HOST + ":" + ports.of(part);
    }
}
