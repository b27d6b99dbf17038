package vn.dancu.sharing.model.expression;

/**
 * Kleene's three values: what is not on record, or not exactly enough, makes a condition neither
 * true nor false, and only what is certainly true is answered as true.
 */
enum Truth {
    FALSE,
    UNKNOWN,
    TRUE;

    static Truth of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    Truth and(Truth other) {
        return compareTo(other) < 0 ? this : other;
    }

    Truth or(Truth other) {
        return compareTo(other) > 0 ? this : other;
    }

    Truth not() {
        return switch (this) {
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
            case TRUE -> FALSE;
        };
    }
}
