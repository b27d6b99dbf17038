package vn.dancu.population.imports;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.record.NamedRelatives;

/**
 * Whom a card names as relatives by a number: rows of {@code named_relative}, the way back from the
 * relative to the person, encoded while the card is read.
 */
final class RelativeRows {
    static final String TABLE = "named_relative";
    static final String COLUMNS = "name_key, role, person_id";

    private RelativeRows() {}

    static void append(RowBytes rows, UUID personId, Card card) {
        String own = card.text(CardField.NUMBER);
        for (NamedRelatives.Role role : NamedRelatives.ROLES) {
            Card.Relative relative = card.relative(field(role));
            if (relative.present && relative.name != null) {
                append(rows, personId, role, relative, own);
            }
        }
    }

    /** By number, or else by old number; the head of the own household is no relative. */
    private static void append(
            RowBytes rows,
            UUID personId,
            NamedRelatives.Role role,
            Card.Relative relative,
            @Nullable String own) {
        if (relative.number != null) {
            if (!relative.number.equals(own)) {
                row(rows, NamedRelatives.BY_NUMBER, relative.number, role, personId);
            }
        } else if (relative.oldNumber != null) {
            row(rows, NamedRelatives.BY_OLD_NUMBER, relative.oldNumber, role, personId);
        }
    }

    private static void row(
            RowBytes rows, char by, String digits, NamedRelatives.Role role, UUID personId) {
        rows.fields(3);
        int at = rows.begin();
        rows.ascii(by);
        rows.ascii(digits);
        rows.end(at);
        rows.smallint(role.code());
        rows.uuid(personId);
    }

    private static CardField field(NamedRelatives.Role role) {
        return switch (role) {
            case FATHER -> CardField.FATHER;
            case MOTHER -> CardField.MOTHER;
            case SPOUSE -> CardField.SPOUSE;
            case REPRESENTATIVE -> CardField.REPRESENTATIVE;
            case HOUSEHOLD_HEAD -> CardField.HOUSEHOLD_HEAD;
        };
    }
}
