package vn.dancu.synthetic;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;

/** A card that is odd and yet valid: it must be stored. */
public enum Oddity {
    /** Text in decomposed Unicode (NFD): stored in NFC and counted as normalised. */
    DECOMPOSED_TEXT {
        @Override
        boolean change(Card card, People people, Chance chance) {
            card.name = Normalizer.normalize(card.name, Normalizer.Form.NFD);
            return !card.name.equals(card.person.name());
        }

        @Override
        boolean normalised() {
            return true;
        }
    },
    /** Ð (Eth) typed for Đ: stored as Đ and counted as normalised. */
    ETH_FOR_D {
        @Override
        boolean change(Card card, People people, Chance chance) {
            card.name = card.name.replace('Đ', '\u00D0').replace('đ', '\u00F0');
            return !card.name.equals(card.person.name());
        }

        @Override
        boolean normalised() {
            return true;
        }
    },
    LOOSE_SPACES {
        @Override
        boolean change(Card card, People people, Chance chance) {
            card.name = " " + card.name.replace(" ", "  ") + " ";
            return true;
        }

        @Override
        boolean normalised() {
            return true;
        }
    },
    YEAR_ONLY {
        @Override
        boolean change(Card card, People people, Chance chance) {
            card.dateOfBirth = card.dateOfBirth.substring(0, 4);
            return card.person.birth().getYear() < 1990;
        }
    },
    YEAR_AND_MONTH_ONLY {
        @Override
        boolean change(Card card, People people, Chance chance) {
            card.dateOfBirth = card.dateOfBirth.substring(0, 7);
            return card.person.birth().getYear() < 1990;
        }
    },
    UNKNOWN_PARENTS {
        @Override
        boolean change(Card card, People people, Chance chance) {
            card.father = null;
            card.mother = null;
            return true;
        }
    },
    /** Made with the whole household, see {@link Households#withTwinsOfOneName}. */
    TWINS_OF_ONE_NAME {
        @Override
        boolean change(Card card, People people, Chance chance) {
            return false;
        }
    },
    /** No number can be given until the sex is known. */
    SEX_UNKNOWN {
        @Override
        boolean change(Card card, People people, Chance chance) {
            card.sex = Sex.UNKNOWN;
            return card.number == null;
        }

        @Override
        Outcome outcome() {
            return Outcome.AWAITING_NUMBER;
        }

        @Override
        public String code() {
            return "sex_unknown";
        }
    },
    NUMBER_OF_OTHER_SEX {
        @Override
        boolean change(Card card, People people, Chance chance) {
            Person person = card.person;
            Sex other = person.sex() == Sex.MALE ? Sex.FEMALE : Sex.MALE;
            return claim(
                    card,
                    people.unusedNumber(
                            person.birthRegistration(), other, person.birth().getYear()));
        }

        @Override
        Outcome outcome() {
            return Outcome.IN_REVIEW;
        }

        @Override
        public String code() {
            return "number_disagrees";
        }
    },
    NUMBER_OF_OTHER_YEAR {
        @Override
        boolean change(Card card, People people, Chance chance) {
            Person person = card.person;
            int year = person.birth().getYear() - chance.between(1, 9);
            return claim(
                    card,
                    people.unusedNumber(
                            person.birthRegistration(), person.sex(), Math.max(year, 1900)));
        }

        @Override
        Outcome outcome() {
            return Outcome.IN_REVIEW;
        }

        @Override
        public String code() {
            return "number_disagrees";
        }
    },
    TWO_DIGIT_ETHNIC_GROUP {
        @Override
        boolean change(Card card, People people, Chance chance) {
            card.ethnicity = "0" + card.ethnicity;
            return card.ethnicity.length() == 2;
        }
    },
    /** An island district that has no communes: the place ends there. */
    PLACE_WITHOUT_COMMUNE {
        @Override
        boolean change(Card card, People people, Chance chance) {
            card.origin =
                    chance.of(
                            people.provinces().stream()
                                    .flatMap(province -> province.islands().stream())
                                    .toList());
            return true;
        }
    };

    /** Changes the card; false where this card cannot show the oddity and must not be used. */
    abstract boolean change(Card card, People people, Chance chance);

    boolean normalised() {
        return false;
    }

    Outcome outcome() {
        return Outcome.ACCEPTED;
    }

    /** Why the card waits or is in review; empty for one that is accepted. */
    public String code() {
        return "";
    }

    private static boolean claim(Card card, @Nullable String number) {
        card.number = number;
        return number != null;
    }
}
