package vn.dancu.platform.traces;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * Without a collector nothing that makes traces is even considered: no bean, no thread, next to no
 * time at the start.
 */
final class TracesSwitch implements AutoConfigurationImportFilter, EnvironmentAware {
    private static final String[] CONCERNED = {
        "org.springframework.boot.micrometer.tracing.",
        "org.springframework.boot.opentelemetry.",
        "vn.dancu.platform.traces.",
    };

    private Environment environment = new StandardEnvironment();

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public boolean[] match(
            @Nullable String[] configurations, AutoConfigurationMetadata unusedMetadata) {
        boolean on = StringUtils.hasText(environment.getProperty("dancu.traces.endpoint"));
        boolean[] kept = new boolean[configurations.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = on || !isConcerned(configurations[i]);
        }
        return kept;
    }

    private static boolean isConcerned(@Nullable String configuration) {
        if (configuration == null) {
            return false; // taken out by another filter before
        }
        for (String concerned : CONCERNED) {
            if (configuration.startsWith(concerned)) {
                return true;
            }
        }
        return false;
    }
}
