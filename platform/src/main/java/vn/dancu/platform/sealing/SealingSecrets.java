package vn.dancu.platform.sealing;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The secret under which a service seals, from {@code <prefix>.sealing-key}, and those before it,
 * under which something may still be sealed, from {@code <prefix>.earlier-sealing-keys}. Each is 32
 * bytes as 64 hexadecimal digits; there is no default.
 *
 * @param prefix of the properties, which is the service's own
 * @param keys the present one first
 */
public record SealingSecrets(String prefix, List<byte[]> keys) {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    /**
     * @throws IllegalStateException if the secret is missing
     * @throws IllegalArgumentException if one is not in form; neither says what it is
     */
    public static SealingSecrets of(Environment environment, String prefix) {
        Binder binder = Binder.get(environment);
        String name = prefix + ".sealing-key";
        String present = binder.bind(name, String.class).orElse("");
        if (present.isBlank()) {
            throw new IllegalStateException(
                    "the secret " + name + " is missing: it has no default");
        }
        List<byte[]> keys = new ArrayList<>();
        keys.add(key(name, present));
        String earlier = prefix + ".earlier-sealing-keys";
        binder.bind(earlier, Bindable.listOf(String.class))
                .orElse(List.of())
                .forEach(text -> keys.add(key(earlier, text)));
        return new SealingSecrets(prefix, List.copyOf(keys));
    }

    private static byte[] key(String name, String text) {
        if (!HEX.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException(
                    name + ": a sealing key is 32 bytes as 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(text.strip());
    }

    @Override
    public String toString() {
        return "SealingSecrets[hidden]";
    }
}
