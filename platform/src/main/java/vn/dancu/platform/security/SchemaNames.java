package vn.dancu.platform.security;

import io.swagger.v3.core.jackson.TypeNameResolver;
import java.util.Locale;

/**
 * Names for the bodies in a description: two features may each have a {@code Page}, so a name
 * begins with its feature, and tells the type it is declared in: {@code Bookings.Answer}.
 */
final class SchemaNames extends TypeNameResolver {
    private static final String OURS = "vn.dancu.";

    @Override
    protected String getNameOfClass(Class<?> type) {
        if (!type.getName().startsWith(OURS)) {
            return super.getNameOfClass(type);
        }
        String feature = type.getPackageName();
        feature = feature.substring(feature.lastIndexOf('.') + 1);
        StringBuilder name = new StringBuilder(capital(feature));
        String declared = type.getName().substring(type.getPackageName().length() + 1);
        for (String part : declared.split("\\$", -1)) {
            String plain = part.replaceFirst("Controller$", "");
            if (!plain.toLowerCase(Locale.ROOT).equals(feature)) {
                name.append('.').append(plain);
            }
        }
        return name.toString();
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
