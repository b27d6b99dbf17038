package vn.dancu.idnumber.packed;

import java.nio.ByteBuffer;
import java.util.List;
import vn.dancu.idnumber.ledger.Allocated;
import vn.dancu.idnumber.ledger.Outcome;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * What each item got, in the order of the request.
 *
 * @param items of an allocation eight bytes each: the number read as an integer, or -1 exhausted,
 *     -2 prefix unknown, -3 conflict; of a registration one byte each: 1 registered, 0 conflict
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PackedAnswer(byte[] items) {
    private static final long EXHAUSTED = -1;
    private static final long PREFIX_UNKNOWN = -2;
    private static final long CONFLICT = -3;

    static PackedAnswer numbered(List<Allocated> outcomes) {
        ByteBuffer bytes = ByteBuffer.allocate(outcomes.size() * Long.BYTES);
        for (Allocated one : outcomes) {
            PersonalIdNumber number = one.number();
            bytes.putLong(number == null ? refusal(one.outcome()) : asInteger(number));
        }
        return new PackedAnswer(bytes.array());
    }

    static PackedAnswer registered(List<Outcome> outcomes) {
        byte[] bytes = new byte[outcomes.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (outcomes.get(i) == Outcome.REGISTERED ? 1 : 0);
        }
        return new PackedAnswer(bytes);
    }

    private static long asInteger(PersonalIdNumber number) {
        return Long.parseLong(number.digits());
    }

    private static long refusal(Outcome outcome) {
        return switch (outcome) {
            case EXHAUSTED -> EXHAUSTED;
            case PREFIX_UNKNOWN -> PREFIX_UNKNOWN;
            case CONFLICT -> CONFLICT;
            case ASSIGNED, REGISTERED -> throw new IllegalStateException("it has no number");
        };
    }
}
