package vn.dancu.sharing.disclosure;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.AdministrativeUnitCode;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.VietnameseText;

/**
 * What an agency believes about one field. It holds if the register has the field and everything
 * claimed of it agrees; what is not claimed is not looked at.
 */
public sealed interface Claim {
    /**
     * @param actual the field as the register has it, absent where it has none
     */
    boolean holds(@Nullable JsonNode actual);

    /** A code, number or date. */
    record Code(String claimed) implements Claim {
        @Override
        public boolean holds(@Nullable JsonNode actual) {
            return actual != null
                    && actual.isValueNode()
                    && !actual.isNull()
                    && claimed.equals(actual.asString());
        }

        @Override
        public String toString() {
            return "Code[hidden]";
        }
    }

    /** Free text: NFC, case and tone placement set aside. */
    record Text(String claimed) implements Claim {
        @Override
        public boolean holds(@Nullable JsonNode actual) {
            return actual != null
                    && actual.isString()
                    && VietnameseText.toneKey(VietnameseText.normalise(claimed))
                            .equals(
                                    VietnameseText.toneKey(
                                            VietnameseText.normalise(actual.asString())));
        }

        @Override
        public String toString() {
            return "Text[hidden]";
        }
    }

    /** A place, as exact as the agency knows it. */
    record Place(
            @Nullable AdministrativeUnitCode province,
            @Nullable AdministrativeUnitCode district,
            @Nullable AdministrativeUnitCode commune,
            @Nullable @Size(min = 1, max = 250) String detail)
            implements Claim {
        @Override
        public boolean holds(@Nullable JsonNode actual) {
            return actual != null
                    && !claimsNothing()
                    && unit(province, actual.get("province"))
                    && unit(district, actual.get("district"))
                    && unit(commune, actual.get("commune"))
                    && (detail == null || new Text(detail).holds(actual.get("detail")));
        }

        private static boolean unit(
                @Nullable AdministrativeUnitCode claimed, @Nullable JsonNode actual) {
            return claimed == null || new Code(claimed.digits()).holds(actual);
        }

        public boolean claimsNothing() {
            return province == null && district == null && commune == null && detail == null;
        }

        @Override
        public String toString() {
            return "Place[hidden]";
        }
    }

    /** A relative, by as much as the agency knows. */
    record Relative(
            @Nullable PersonName name,
            @Nullable PersonalIdNumber number,
            @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber)
            implements Claim {
        @Override
        public boolean holds(@Nullable JsonNode actual) {
            return actual != null
                    && !claimsNothing()
                    && (name == null || sameName(name, actual.get("name")))
                    && (number == null || new Code(number.digits()).holds(actual.get("number")))
                    && (oldNumber == null || new Code(oldNumber).holds(actual.get("oldNumber")));
        }

        private static boolean sameName(PersonName claimed, @Nullable JsonNode actual) {
            if (actual == null || !actual.isString()) {
                return false;
            }
            try {
                return claimed.sameAs(new PersonName(actual.asString()));
            } catch (InvalidValueException e) {
                return false; // an old record's name that no longer counts as one
            }
        }

        public boolean claimsNothing() {
            return name == null && number == null && oldNumber == null;
        }

        @Override
        public String toString() {
            return "Relative[hidden]";
        }
    }
}
