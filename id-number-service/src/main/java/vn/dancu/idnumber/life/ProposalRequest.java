package vn.dancu.idnumber.life;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.GenerationProfile;
import vn.dancu.idnumber.model.LifeCommand;
import vn.dancu.idnumber.model.LifeReason;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * What a commune proposes: {@code cancel}, {@code reestablish} with what the new number is made
 * from, or {@code transfer} with whose number it is.
 */
record ProposalRequest(
        @Nullable String kind,
        @Nullable UUID personId,
        @Nullable String number,
        @Nullable UUID ownerId,
        @Nullable String reason,
        @Nullable String evidence,
        @Nullable String prefix,
        @Nullable Sex sex,
        @Nullable Integer birthYear) {
    static final String CANCEL = "cancel";
    static final String REESTABLISH = "reestablish";
    static final String TRANSFER = "transfer";

    /** What was read. */
    record Content(
            String kind,
            UUID personId,
            PersonalIdNumber number,
            @Nullable UUID ownerId,
            String reason,
            String evidence,
            @Nullable Bucket bucket) {

        /** Whose number it is about: who has it and, of a transfer, who is to have it. */
        List<UUID> people() {
            return ownerId == null ? List.of(personId) : List.of(personId, ownerId);
        }
    }

    Content read(GenerationProfile profile) {
        Checks checks = new Checks();
        UUID person = checks.id("/personId", personId);
        PersonalIdNumber concerned = checks.number("/number", number);
        String why = checks.text("/reason", reason);
        String evidenceText = checks.text("/evidence", evidence);
        checks.present("/kind", kind);
        Bucket bucket = null;
        UUID owner = null;
        String which = kind == null ? "" : kind;
        switch (which) {
            case REESTABLISH -> {
                bucket = ReestablishmentRequest.bucket(checks, profile, prefix, sex, birthYear);
                ReestablishmentReason known = reestablishmentReason(why);
                if (known == null) {
                    noReason(checks, "No reason to re-establish.");
                } else {
                    ReestablishmentRequest.reason(checks, known, concerned, bucket);
                }
            }
            case CANCEL -> {
                if (cancelReason(why) == null) {
                    noReason(checks, "No reason to cancel.");
                }
            }
            case TRANSFER -> {
                owner = checks.id("/ownerId", ownerId);
                if (person.equals(ownerId)) {
                    checks.note("same_person", "/ownerId", "It goes to somebody else.");
                }
                if (TransferReason.ofCode(why) == null) {
                    noReason(checks, "No reason to transfer.");
                }
            }
            default -> checks.note("unknown_kind", "/kind", "cancel, reestablish or transfer.");
        }
        checks.done();
        return new Content(which, person, concerned, owner, why, evidenceText, bucket);
    }

    private static void noReason(Checks checks, String detail) {
        checks.note("reason_not_of_command", "/reason", detail);
    }

    static @Nullable ReestablishmentReason reestablishmentReason(String code) {
        for (ReestablishmentReason reason : ReestablishmentReason.values()) {
            if (reason.code().equals(code)) {
                return reason;
            }
        }
        return null;
    }

    /** The reasons for which an officer may propose to cancel; an import is withdrawn otherwise. */
    static @Nullable LifeReason cancelReason(String code) {
        for (LifeReason reason : LifeReason.values()) {
            if (reason.code().equals(code)
                    && reason.command() == LifeCommand.CANCEL
                    && reason.needsSecondOfficer()) {
                return reason;
            }
        }
        return null;
    }
}
