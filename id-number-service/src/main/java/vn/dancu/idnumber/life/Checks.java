package vn.dancu.idnumber.life;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/** Reads the fields of a request and collects what is wrong, to tell it all at once. */
final class Checks {
    static final int LONGEST_TEXT = 200;
    private static final int LONGEST_OFFICER = 100;

    /** Enough to see what is wrong; an answer has a bound too. */
    private static final int VIOLATIONS_AT_MOST = 100;

    private static final UUID NO_ID = new UUID(0, 0);
    private static final PersonalIdNumber NO_NUMBER = new PersonalIdNumber("000000000000");

    private final List<Violation> violations = new ArrayList<>();

    /** The value, or a substitute after the violation is noted: see {@link #done}. */
    UUID id(String pointer, @Nullable UUID value) {
        return present(pointer, value) && value != null ? value : NO_ID;
    }

    PersonalIdNumber number(String pointer, @Nullable String value) {
        if (!present(pointer, value) || value == null) {
            return NO_NUMBER;
        }
        if (!PersonalIdNumber.isWellFormed(value)) {
            note("number_malformed", pointer, "A personal identification number has 12 digits.");
            return NO_NUMBER;
        }
        return new PersonalIdNumber(value);
    }

    String text(String pointer, @Nullable String value) {
        return text(pointer, value, LONGEST_TEXT);
    }

    String officer(String pointer, @Nullable String value) {
        return text(pointer, value, LONGEST_OFFICER);
    }

    @Nullable String optionalText(String pointer, @Nullable String value) {
        return value == null ? null : text(pointer, value, LONGEST_TEXT);
    }

    private String text(String pointer, @Nullable String value, int longest) {
        if (!present(pointer, value) || value == null) {
            return "";
        }
        String text = value.strip();
        if (text.isEmpty() || text.length() > longest) {
            note("text_length", pointer, "1 to " + longest + " characters.");
        }
        return text;
    }

    boolean present(String pointer, @Nullable Object value) {
        if (value == null) {
            note("missing_field", pointer, "This field is needed.");
        }
        return value != null;
    }

    /** Notes where nobody, or the same officer, approved what was proposed. */
    void secondOfficer(String proposedBy, @Nullable String approvedBy) {
        if (approvedBy == null || approvedBy.equals(proposedBy)) {
            note(
                    "second_officer_needed",
                    "/approvedBy",
                    "An officer other than the one who proposed it decides.");
        }
    }

    void note(String code, String pointer, String detail) {
        if (violations.size() < VIOLATIONS_AT_MOST) {
            violations.add(new Violation(code, pointer, detail));
        }
    }

    /**
     * @throws ProblemException 422 with all that was noted
     */
    void done() {
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }
}
