package vn.dancu.population.acts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A decision that changes records, as it is stored.
 *
 * @param personId whose record it changes
 * @param otherId the other spouse; the record that is merged into the first one
 * @param facts what happened, in the form of its kind; absent for births of the first releases
 * @param entryKey where it stands in the books of civil status
 * @param place the units of the place whose officers decide; absent for who lives abroad
 * @param firstOfficer who proposed it; {@link #CITIZEN} until an officer has taken up what a
 *     citizen asked for
 * @param reportedBy the client
 * @param reason why it was refused or withdrawn
 */
public record Act(
        UUID actId,
        String kind,
        ActState state,
        long version,
        UUID personId,
        @Nullable UUID otherId,
        @Nullable JsonNode facts,
        @Nullable Evidence evidence,
        @Nullable String entryKey,
        @Nullable String place,
        String firstOfficer,
        String reportedBy,
        Instant proposedAt,
        @Nullable String secondOfficer,
        @Nullable Instant decidedAt,
        @Nullable String reason,
        @Nullable Annulment annulment) {
    /** Signs for a citizen, until an officer takes it up. No officer is called so. */
    public static final String CITIZEN = "citizen";

    private static final String CITIZEN_ENTRY = "CITIZEN|";

    /** What stands in the place of an entry in the books: one request is one act. */
    public static String entryOfCitizen(UUID requestId) {
        return CITIZEN_ENTRY + requestId;
    }

    /**
     * Taking an act back.
     *
     * @param refusal why the second officer did not agree; a later annulment may replace this one
     */
    public record Annulment(
            String reason,
            Evidence evidence,
            String firstOfficer,
            Instant proposedAt,
            @Nullable String secondOfficer,
            @Nullable Instant decidedAt,
            @Nullable String refusal) {
        Annulment decided(String officer, Instant at, @Nullable String why) {
            return new Annulment(reason, evidence, firstOfficer, proposedAt, officer, at, why);
        }
    }

    private Act with(
            ActState next,
            long itsVersion,
            @Nullable String second,
            @Nullable Instant at,
            @Nullable String why,
            @Nullable Annulment takingBack) {
        return new Act(
                actId,
                kind,
                next,
                itsVersion,
                personId,
                otherId,
                facts,
                evidence,
                entryKey,
                place,
                firstOfficer,
                reportedBy,
                proposedAt,
                second,
                at,
                why,
                takingBack);
    }

    /** Whether it changes the person's record. */
    public boolean concerns(UUID someone) {
        return someone.equals(personId) || someone.equals(otherId);
    }

    /** It needs nobody else. */
    Act recordedAtOnce(Instant at) {
        return with(ActState.RECORDED, version, null, at, null, null);
    }

    Act decided(ActState next, @Nullable String second, Instant at, @Nullable String why) {
        return with(next, version + 1, second, at, why, null);
    }

    Act annulling(ActState next, Annulment takingBack) {
        return with(next, version + 1, secondOfficer, decidedAt, reason, takingBack);
    }

    /** Whether a citizen asked for it. */
    public boolean isByCitizen() {
        return entryKey != null && entryKey.startsWith(CITIZEN_ENTRY);
    }

    /** Whether it is a citizen's alone so far: one officer takes it up, and another one decides. */
    boolean waitsForFirstOfficer() {
        return state == ActState.PROPOSED && firstOfficer.equals(CITIZEN);
    }

    Act takenUp(String officer) {
        return new Act(
                actId,
                kind,
                state,
                version + 1,
                personId,
                otherId,
                facts,
                evidence,
                entryKey,
                place,
                officer,
                reportedBy,
                proposedAt,
                null,
                null,
                null,
                null);
    }

    /** Who proposed what is open now. */
    String openBy() {
        return state == ActState.ANNULMENT_PROPOSED && annulment != null
                ? annulment.firstOfficer()
                : firstOfficer;
    }
}
