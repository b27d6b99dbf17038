package vn.dancu.card.applications;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Ids that sort by time (UUID version 7, RFC 9562), so that a work list is read in order. */
@Component
class TimeOrderedIds {
    private final SecureRandom random = new SecureRandom();

    UUID at(Instant instant) {
        long high = (instant.toEpochMilli() << 16) | 0x7000L | random.nextInt(1 << 12);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
