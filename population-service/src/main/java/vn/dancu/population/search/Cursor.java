package vn.dancu.population.search;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.ProblemException;

/** Where a page ended. */
sealed interface Cursor {
    String text();

    /** After a person in the order of likeness. */
    record Ranked(int score, int birthYear, UUID personId) implements Cursor {
        @Override
        public String text() {
            return "r.%d.%d.%s".formatted(score, birthYear, personId);
        }
    }

    /** After a person in the order of the index on names. */
    record Walked(String nameKey, int birthYear, UUID personId) implements Cursor {
        @Override
        public String text() {
            String key =
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(nameKey.getBytes(StandardCharsets.UTF_8));
            return "w.%s.%d.%s".formatted(key, birthYear, personId);
        }
    }

    /**
     * @throws ProblemException 422 {@code cursor_unknown}
     */
    static @Nullable Cursor read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split("\\.", -1);
        try {
            if (parts.length == 4 && parts[0].equals("r")) {
                return new Ranked(
                        Integer.parseInt(parts[1]),
                        Integer.parseInt(parts[2]),
                        UUID.fromString(parts[3]));
            }
            if (parts.length == 4 && parts[0].equals("w")) {
                return new Walked(
                        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8),
                        Integer.parseInt(parts[2]),
                        UUID.fromString(parts[3]));
            }
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
        throw unknown();
    }

    private static ProblemException unknown() {
        return ProblemException.refused(
                "cursor_unknown", "This is no cursor of a page before.", "/after");
    }
}
