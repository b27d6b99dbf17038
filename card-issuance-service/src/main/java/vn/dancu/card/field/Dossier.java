package vn.dancu.card.field;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.card.model.RegisteredPerson;

/**
 * What a team took down about a person.
 *
 * @param dossierId made on the device, a UUID of version 7
 * @param recordVersion of the record as the device had it
 * @param seen what the device had of the record; lines that it had not are absent
 * @param portrait base64
 */
record Dossier(
        UUID dossierId,
        Instant signedAt,
        UUID personId,
        int recordVersion,
        Seen seen,
        CardKind kind,
        @Nullable CardReason reason,
        @Nullable String features,
        @Nullable String portrait) {
    /** Lines of the record. */
    record Seen(
            @Nullable String number,
            @Nullable String oldNumber,
            @Nullable String name,
            @Nullable String dateOfBirth,
            @Nullable String sex,
            @Nullable String nationality) {}

    /** Names of the lines that the record says otherwise today. */
    List<String> differences(RegisteredPerson now) {
        List<String> names = new ArrayList<>();
        compare(names, "number", seen.number(), now.number().map(one -> one.digits()).orElse(""));
        compare(names, "oldNumber", seen.oldNumber(), now.oldNumber().orElse(""));
        compare(names, "name", seen.name(), now.name().full());
        compare(names, "dateOfBirth", seen.dateOfBirth(), now.birth().iso());
        compare(names, "sex", seen.sex(), now.sex().name());
        compare(names, "nationality", seen.nationality(), now.nationality());
        return names;
    }

    private static void compare(
            List<String> names, String name, @Nullable String seen, String now) {
        if (seen != null && !seen.equals(now)) {
            names.add(name);
        }
    }

    @Override
    public String toString() {
        return "Dossier[" + dossierId + "]";
    }
}
