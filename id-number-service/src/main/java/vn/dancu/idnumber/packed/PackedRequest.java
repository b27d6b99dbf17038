package vn.dancu.idnumber.packed;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.IssuedNumber;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.GenerationProfile;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/**
 * A batch whose items stand one after the other in bytes, most significant first (base64 in JSON).
 * Refused as a whole with the first item that is wrong.
 *
 * @param items to be numbered: item id (16 bytes), prefix read as a number (2), sex (1: 1 male, 2
 *     female), year of birth (2); to be registered: item id (16), number read as an integer (8)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PackedRequest(@Nullable UUID requestId, byte @Nullable [] items) {
    private static final int TO_NUMBER_BYTES = 21;
    private static final int TO_REGISTER_BYTES = 24;
    private static final int PREFIXES = 1_000;
    private static final long NUMBERS = 1_000_000_000_000L;

    /**
     * @throws ProblemException 422 {@code invalid_fields}
     */
    List<Allocation> toNumber(int maxItems, GenerationProfile profile) {
        ByteBuffer bytes = bytes(TO_NUMBER_BYTES, maxItems);
        int count = bytes.remaining() / TO_NUMBER_BYTES;
        List<Allocation> read = new ArrayList<>(count);
        Set<UUID> seen = HashSet.newHashSet(count);
        // Neighbours mostly share their bucket.
        long lastBits = -1;
        Bucket bucket = new Bucket(0);
        for (int i = 0; i < count; i++) {
            UUID itemId = itemId(bytes, seen, i);
            int prefix = bytes.getShort();
            int sex = bytes.get();
            int year = bytes.getShort();
            long bits = ((long) (prefix & 0xFFFF) << 8 | (sex & 0xFF)) << 16 | (year & 0xFFFF);
            if (bits != lastBits) {
                bucket = bucket(prefix, sex, year, profile, i);
                lastBits = bits;
            }
            read.add(new Allocation(itemId, bucket));
        }
        return read;
    }

    /**
     * @throws ProblemException 422 {@code invalid_fields}
     */
    List<Registration> toRegister(int maxItems) {
        ByteBuffer bytes = bytes(TO_REGISTER_BYTES, maxItems);
        int count = bytes.remaining() / TO_REGISTER_BYTES;
        List<Registration> read = new ArrayList<>(count);
        Set<UUID> seen = HashSet.newHashSet(count);
        for (int i = 0; i < count; i++) {
            UUID itemId = itemId(bytes, seen, i);
            long number = bytes.getLong();
            if (number < 0 || number >= NUMBERS) {
                throw refused("number_malformed", i, "A number has 12 digits.");
            }
            read.add(new Registration(itemId, IssuedNumber.read(number)));
        }
        return read;
    }

    private ByteBuffer bytes(int itemBytes, int maxItems) {
        if (requestId == null) {
            throw invalid("missing_field", "/requestId", "This field is needed.");
        }
        if (items == null) {
            throw invalid("missing_field", "/items", "This field is needed.");
        }
        if (items.length % itemBytes != 0) {
            throw invalid("items_malformed", "/items", "An item is " + itemBytes + " bytes.");
        }
        if (items.length / itemBytes > maxItems) {
            throw invalid("too_many_items", "/items", "At most " + maxItems + " items.");
        }
        return ByteBuffer.wrap(items);
    }

    private static UUID itemId(ByteBuffer bytes, Set<UUID> seen, int i) {
        var itemId = new UUID(bytes.getLong(), bytes.getLong());
        if (!seen.add(itemId)) {
            throw refused("duplicate_item", i, "Each item stands in a batch once.");
        }
        return itemId;
    }

    private static Bucket bucket(int prefix, int sex, int year, GenerationProfile profile, int i) {
        if (prefix < 0 || prefix >= PREFIXES) {
            throw refused("prefix_malformed", i, "A prefix is 0 to 999.");
        }
        try {
            return profile.bucket(
                    Integer.toString(PREFIXES + prefix).substring(1), Sex.ofCode(sex), year);
        } catch (InvalidValueException e) {
            throw refused(e.code(), i, String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException refused(String code, int i, String detail) {
        return invalid(code, "/items/" + i, detail);
    }

    private static ProblemException invalid(String code, String pointer, String detail) {
        return ProblemException.invalid(List.of(new Violation(code, pointer, detail)));
    }
}
