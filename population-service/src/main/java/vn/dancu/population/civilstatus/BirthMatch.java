package vn.dancu.population.civilstatus;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Relative;

/**
 * Whether a reported birth may be one that is on record under another entry or from a survey card:
 * the same mother, day and name. It is never certain, since only the entry in the books is.
 */
final class BirthMatch {
    private BirthMatch() {}

    /** The keys under which a birth is found again: one for each way its mother is named. */
    static List<String> keys(PartialDate born, PersonName name, @Nullable Relative mother) {
        if (mother == null) {
            // Nobody is told apart by a mother whom nobody knows.
            return List.of();
        }
        String child = born.iso() + "|" + name.toneKey() + "|";
        List<String> keys = new ArrayList<>();
        keys.add(child + "name " + mother.name().toneKey());
        if (mother.number() != null) {
            keys.add(child + "number " + mother.number().digits());
        }
        if (mother.personId() != null) {
            keys.add(child + "person " + mother.personId());
        }
        return keys;
    }

    /** Whether they may be one birth. Accented name and order of birth separate twins. */
    static boolean isProbable(Birth birth, @Nullable Relative mother, PersonRecord other) {
        BirthRegistration.Child child = birth.child();
        return child.name().sameAs(other.name())
                && child.dateOfBirth().equals(other.dateOfBirth())
                && !differ(child.birthOrder(), other.birthOrder())
                && isSameMother(mother, other.relatives().mother());
    }

    private static boolean isSameMother(@Nullable Relative one, @Nullable Relative other) {
        if (one == null || other == null) {
            return false;
        }
        if (one.personId() != null && other.personId() != null) {
            return one.personId().equals(other.personId());
        }
        if (one.number() != null && other.number() != null) {
            return one.number().equals(other.number());
        }
        return one.name().sameAs(other.name());
    }

    private static boolean differ(@Nullable Object one, @Nullable Object other) {
        return one != null && other != null && !one.equals(other);
    }
}
