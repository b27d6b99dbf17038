package vn.dancu.platform.calls;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits of each called service, {@code dancu.calls.<service>.*}. The prefix is the parent, so
 * that the name of a service stands directly below {@code dancu.calls}.
 */
@ConfigurationProperties("dancu")
record CallSettings(
        @DefaultValue Map<String, CallLimits> calls, @DefaultValue CallLimits callDefaults) {
    CallSettings {
        calls = Map.copyOf(calls);
    }

    CallLimits of(String service) {
        return calls.getOrDefault(service, callDefaults);
    }
}
