package vn.dancu.synthetic;

import vn.dancu.kernel.Sex;

/**
 * What is wrong with a faulty card, one thing at a time, and the code that the import must answer.
 */
public enum Fault {
    IMPOSSIBLE_DATE("date_impossible") {
        @Override
        void damage(Card card, Chance chance) {
            card.dateOfBirth = card.person.birth().getYear() + "-02-30";
        }
    },
    DATE_IN_ANOTHER_FORMAT("date_malformed") {
        @Override
        void damage(Card card, Chance chance) {
            card.dateOfBirth = "15/03/" + card.person.birth().getYear();
        }
    },
    BORN_IN_THE_FUTURE("date_in_future") {
        @Override
        void damage(Card card, Chance chance) {
            card.dateOfBirth = "2" + chance.between(1, 3) + "90-05-12";
        }
    },
    UNKNOWN_UNIT("unknown_unit") {
        @Override
        void damage(Card card, Chance chance) {
            card.origin = new Place(card.origin.province(), card.origin.district(), "99999", null);
        }
    },
    COMMUNE_OF_ANOTHER_DISTRICT("unit_not_in_parent") {
        @Override
        void damage(Card card, Chance chance) {
            // The first commune of Hà Nội, claimed for a district of Cà Mau.
            card.birthRegistrationPlace = new Place("96", "964", "00001", null);
        }
    },
    MISSING_LINE("missing_field") {
        @Override
        void damage(Card card, Chance chance) {
            String[] lines = {"dateOfBirth", "sex", "origin", "permanentResidence", "name"};
            card.writeInstead(lines[chance.below(lines.length)], "");
        }
    },
    EMPTY_LINE("missing_field") {
        @Override
        void damage(Card card, Chance chance) {
            card.writeInstead("name", chance.in100(50) ? "\"\"" : "null");
        }
    },
    TEXT_TOO_LONG("text_too_long") {
        @Override
        void damage(Card card, Chance chance) {
            card.currentResidence = card.currentResidence.withDetail("Xóm Đông ".repeat(30));
        }
    },
    NAME_TOO_LONG("name_too_long") {
        @Override
        void damage(Card card, Chance chance) {
            card.name = card.name + " Công Tằng Tôn Nữ".repeat(7);
        }
    },
    CONTROL_CHARACTER("control_character") {
        @Override
        void damage(Card card, Chance chance) {
            char[] hidden = {'\u0007', '\u0000', '\u200b', '\u001b'};
            card.name = card.name + hidden[chance.below(hidden.length)];
        }
    },
    SAME_BARCODE("duplicate_barcode") {
        @Override
        void damage(Card card, Chance chance) {
            throw new IllegalStateException("the repeated card is made from the one before it");
        }
    },
    SAME_PERSON("duplicate_person") {
        @Override
        void damage(Card card, Chance chance) {
            throw new IllegalStateException("the repeated card is made from the one before it");
        }
    },
    /** Another card of the same person without the number, known by the old one. */
    SAME_PERSON_BY_OLD_NUMBER("duplicate_person") {
        @Override
        void damage(Card card, Chance chance) {
            throw new IllegalStateException("the repeated card is made from the one before it");
        }
    },
    /** Another card of the same person without any number: only probably the same. */
    PROBABLY_THE_SAME_PERSON("probable_duplicate", Outcome.IN_REVIEW) {
        @Override
        void damage(Card card, Chance chance) {
            throw new IllegalStateException("the repeated card is made from the one before it");
        }
    },
    NUMBER_OF_ANOTHER_PERSON("number_conflict", Outcome.IN_REVIEW) {
        @Override
        void damage(Card card, Chance chance) {
            throw new IllegalStateException("the second card is made from the one before it");
        }
    },
    BROKEN_OFF("malformed_json") {
        @Override
        void damage(Card card, Chance chance) {
            card.brokenOff = true;
        }
    },
    BROKEN_ENCODING("malformed_json") {
        @Override
        void damage(Card card, Chance chance) {
            // A name in one of the 8-bit encodings of old: not UTF-8.
            card.writeInstead("name", "\"Nguy" + Card.INVALID_BYTE + "n V" + "n An\"");
        }
    },
    WRONG_TYPE("wrong_type") {
        @Override
        void damage(Card card, Chance chance) {
            if (chance.in100(50)) {
                card.writeInstead("origin", "\"Hà Nội\"");
            } else {
                card.writeInstead("maritalStatus", "\"married\"");
            }
        }
    },
    UNKNOWN_FIELD("unknown_field") {
        @Override
        void damage(Card card, Chance chance) {
            card.writeInstead(FIELD_OF_NO_CARD, "\"" + chance.between(150, 180) + "\"");
        }
    },
    UNKNOWN_ETHNIC_GROUP("unknown_ethnicity") {
        @Override
        void damage(Card card, Chance chance) {
            card.ethnicity = "77";
        }
    },
    UNKNOWN_NATIONALITY("unknown_nationality") {
        @Override
        void damage(Card card, Chance chance) {
            card.writeInstead("nationality", "\"XQ\"");
        }
    },
    NAME_WITH_DIGITS("name_has_digit") {
        @Override
        void damage(Card card, Chance chance) {
            card.name = card.name + " " + chance.between(2, 9);
        }
    },
    NUMBER_TOO_SHORT("number_malformed") {
        @Override
        void damage(Card card, Chance chance) {
            card.number = "0" + card.permanentResidence.province() + "08512345";
        }
    },
    OLD_NUMBER_WITH_LETTERS("old_number_malformed") {
        @Override
        void damage(Card card, Chance chance) {
            card.oldNumber = "B" + NumberBook.padded(chance.below(10_000_000), 8);
        }
    },
    LINE_TOO_LONG("line_too_long") {
        @Override
        void damage(Card card, Chance chance) {
            card.currentResidence = card.currentResidence.withDetail("Số 1 ".repeat(4_000));
        }
    };

    static final String FIELD_OF_NO_CARD = "heightInCentimetres";

    private final String code;
    private final Outcome outcome;

    Fault(String code) {
        this(code, Outcome.REJECTED);
    }

    Fault(String code, Outcome outcome) {
        this.code = code;
        this.outcome = outcome;
    }

    /** The code that the import must give. */
    public String code() {
        return code;
    }

    public Outcome outcome() {
        return outcome;
    }

    abstract void damage(Card card, Chance chance);

    /** Whether the fault lies in a second card beside a good one, so that it takes a line more. */
    boolean takesAnotherCard() {
        return switch (this) {
            case SAME_BARCODE,
                    SAME_PERSON,
                    SAME_PERSON_BY_OLD_NUMBER,
                    PROBABLY_THE_SAME_PERSON,
                    NUMBER_OF_ANOTHER_PERSON ->
                    true;
            default -> false;
        };
    }

    /** Whether that card can be repeated so. */
    boolean canRepeat(Card good) {
        return this != SAME_PERSON_BY_OLD_NUMBER || good.oldNumber != null;
    }

    /** The second card: {@code good} is a stored card with a number and a full date of birth. */
    Card second(Card good, String barcode, Names names, Chance chance) {
        Card second = new Card(good);
        if (this == SAME_BARCODE) {
            return second;
        }
        second.formBarcode = barcode;
        switch (this) {
            case SAME_PERSON_BY_OLD_NUMBER -> second.number = null;
            case PROBABLY_THE_SAME_PERSON -> {
                second.number = null;
                second.oldNumber = null;
            }
            default -> {}
        }
        if (this == NUMBER_OF_ANOTHER_PERSON) {
            Person owner = good.person;
            // A surname that no list has, so that the name differs for certain.
            String surname = owner.sex() == Sex.MALE ? "Hoàng Phủ" : "Công Huyền";
            second.name = names.full("1", surname, owner.sex(), owner.birth().getYear(), chance);
            second.oldNumber = null;
        }
        return second;
    }
}
