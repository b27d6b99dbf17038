package vn.dancu.idnumber.life;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.GenerationProfile;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/** Asks for another number for a person whose sex or year of birth is another now. */
record ReestablishmentRequest(
        @Nullable UUID requestId,
        @Nullable UUID personId,
        @Nullable String number,
        @Nullable String prefix,
        @Nullable Sex sex,
        @Nullable Integer birthYear,
        @Nullable ReestablishmentReason reason,
        @Nullable String evidence,
        @Nullable String decision,
        @Nullable String proposedBy,
        @Nullable String approvedBy) {
    ReestablishmentOrder read(GenerationProfile profile) {
        Checks checks = new Checks();
        UUID id = checks.id("/requestId", requestId);
        UUID person = checks.id("/personId", personId);
        PersonalIdNumber old = checks.number("/number", number);
        String evidenceText = checks.text("/evidence", evidence);
        String decisionText = checks.optionalText("/decision", decision);
        String proposer = checks.officer("/proposedBy", proposedBy);
        String approver = checks.officer("/approvedBy", approvedBy);
        checks.secondOfficer(proposer, approver);
        Bucket bucket = bucket(checks, profile, prefix, sex, birthYear);
        ReestablishmentReason why = reason(checks, reason, old, bucket);
        checks.done();
        return new ReestablishmentOrder(
                id, person, old, bucket, why, evidenceText, decisionText, proposer, approver);
    }

    /** The bucket that the three fields name. */
    static Bucket bucket(
            Checks checks,
            GenerationProfile profile,
            @Nullable String prefix,
            @Nullable Sex sex,
            @Nullable Integer birthYear) {
        checks.present("/prefix", prefix);
        checks.present("/sex", sex);
        checks.present("/birthYear", birthYear);
        if (prefix == null || sex == null || birthYear == null) {
            return new Bucket(0);
        }
        try {
            return profile.bucket(prefix, sex, birthYear);
        } catch (InvalidValueException e) {
            checks.note(
                    e.code(),
                    switch (e.code()) {
                        case "sex_unknown" -> "/sex";
                        case "birth_year_out_of_range" -> "/birthYear";
                        default -> "/prefix";
                    },
                    String.valueOf(e.getMessage()));
            return new Bucket(0);
        }
    }

    /** Circular 59/2021 Art 6: a day, month, name or origin changes no number. */
    static ReestablishmentReason reason(
            Checks checks,
            @Nullable ReestablishmentReason reason,
            PersonalIdNumber old,
            Bucket bucket) {
        if (!checks.present("/reason", reason) || reason == null) {
            return ReestablishmentReason.DATA_ENTRY_ERROR;
        }
        if (!reason.mayKeepFixedDigits() && Bucket.containing(old).equals(bucket)) {
            checks.note(
                    "bucket_unchanged",
                    "/birthYear",
                    "Place of birth registration, sex and year of birth stay what the number"
                            + " says.");
        }
        return reason;
    }
}
