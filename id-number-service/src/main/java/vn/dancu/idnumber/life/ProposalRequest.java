package vn.dancu.idnumber.life;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.GenerationProfile;
import vn.dancu.idnumber.model.LifeCommand;
import vn.dancu.idnumber.model.LifeReason;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * What a commune proposes: {@code cancel}, or {@code reestablish} with what the new number is made
 * from.
 */
record ProposalRequest(
        @Nullable String kind,
        @Nullable UUID personId,
        @Nullable String number,
        @Nullable String reason,
        @Nullable String evidence,
        @Nullable String prefix,
        @Nullable Sex sex,
        @Nullable Integer birthYear) {
    static final String CANCEL = "cancel";
    static final String REESTABLISH = "reestablish";

    /** What was read. */
    record Content(
            String kind,
            UUID personId,
            PersonalIdNumber number,
            String reason,
            String evidence,
            @Nullable Bucket bucket) {}

    Content read(GenerationProfile profile) {
        Checks checks = new Checks();
        UUID person = checks.id("/personId", personId);
        PersonalIdNumber concerned = checks.number("/number", number);
        String why = checks.text("/reason", reason);
        String evidenceText = checks.text("/evidence", evidence);
        checks.present("/kind", kind);
        Bucket bucket = null;
        if (REESTABLISH.equals(kind)) {
            bucket = ReestablishmentRequest.bucket(checks, profile, prefix, sex, birthYear);
            ReestablishmentReason known = reestablishmentReason(why);
            if (known == null) {
                checks.note("reason_not_of_command", "/reason", "No reason to re-establish.");
            } else {
                ReestablishmentRequest.reason(checks, known, concerned, bucket);
            }
        } else if (CANCEL.equals(kind)) {
            if (cancelReason(why) == null) {
                checks.note("reason_not_of_command", "/reason", "No reason to cancel.");
            }
        } else {
            checks.note("unknown_kind", "/kind", "cancel or reestablish.");
        }
        checks.done();
        return new Content(
                REESTABLISH.equals(kind) ? REESTABLISH : CANCEL,
                person,
                concerned,
                why,
                evidenceText,
                bucket);
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
