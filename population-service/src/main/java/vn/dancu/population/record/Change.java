package vn.dancu.population.record;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a record changes. Which lines change is found by comparing, and who changed them is the
 * current caller.
 *
 * @param cause a stable name, such as {@code death_registered}
 * @param evidence what proves it: a civil-status entry, an event id; no personal data
 * @param validFrom the first day on which the new values held; absent for what always held, such as
 *     the name given at birth
 * @param corrects whether the current values were never right: the new ones hold for the time that
 *     the old ones were thought to hold, and {@code validFrom} is not looked at
 * @param proposedBy the first officer, where another one decided; else the current caller is it
 * @param approvedBy the second officer, where the law wants two
 * @param eventId the civil-status event or decision that this is part of
 * @param protection what history would tell by it that needs a scope of its own
 * @param announcedAs the type of the event that tells of it, instead of {@code
 *     population.person-changed.v1}
 * @param evenIfClosed whether it may also change a closed record
 */
public record Change(
        String cause,
        String evidence,
        @Nullable LocalDate validFrom,
        boolean corrects,
        @Nullable String proposedBy,
        @Nullable String approvedBy,
        @Nullable UUID eventId,
        @Nullable Protection protection,
        @Nullable String announcedAs,
        boolean evenIfClosed) {

    /** Something that always held and only now is known. */
    public static Change always(String cause, String evidence) {
        return new Change(cause, evidence, null, false, null, null, null, null, null, false);
    }

    /** Something that began to hold on a day. */
    public static Change since(LocalDate validFrom, String cause, String evidence) {
        return new Change(cause, evidence, validFrom, false, null, null, null, null, null, false);
    }

    /** The current values were never right. */
    public static Change correcting(String cause, String evidence) {
        return new Change(cause, evidence, null, true, null, null, null, null, null, false);
    }

    /** Proposed by one officer, approved by another. */
    public Change decidedBy(String first, String second) {
        return new Change(
                cause,
                evidence,
                validFrom,
                corrects,
                first,
                second,
                eventId,
                protection,
                announcedAs,
                evenIfClosed);
    }

    public Change partOf(UUID event) {
        return new Change(
                cause,
                evidence,
                validFrom,
                corrects,
                proposedBy,
                approvedBy,
                event,
                protection,
                announcedAs,
                evenIfClosed);
    }

    public Change protecting(Protection kind) {
        return new Change(
                cause,
                evidence,
                validFrom,
                corrects,
                proposedBy,
                approvedBy,
                eventId,
                kind,
                announcedAs,
                evenIfClosed);
    }

    /** To take a protected change back tells as much as the change itself. */
    Change protectingAs(Timeline.Fact annulled) {
        Protection kind = annulled.protection();
        return kind == null || protection != null ? this : protecting(kind);
    }

    /** The same decision upon another record, which {@value Persons#CHANGED} tells. */
    Change ofOther() {
        return new Change(
                cause,
                evidence,
                validFrom,
                corrects,
                proposedBy,
                approvedBy,
                eventId,
                protection,
                null,
                evenIfClosed);
    }

    /** An event of that type, with the person id as its data, tells of the change. */
    public Change announcedAs(String type) {
        return new Change(
                cause,
                evidence,
                validFrom,
                corrects,
                proposedBy,
                approvedBy,
                eventId,
                protection,
                type,
                evenIfClosed);
    }

    public Change evenIfClosed(boolean allowed) {
        return new Change(
                cause,
                evidence,
                validFrom,
                corrects,
                proposedBy,
                approvedBy,
                eventId,
                protection,
                announcedAs,
                allowed);
    }
}
