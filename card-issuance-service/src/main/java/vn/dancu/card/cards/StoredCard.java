package vn.dancu.card.cards;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.Place;

/** A card as it stands in the database. */
record StoredCard(
        NewCard printed,
        UUID applicationId,
        int version,
        CardState state,
        Optional<Instant> activatedAt,
        Optional<Instant> endedAt,
        Optional<String> endReason,
        Place residence) {}
