package vn.dancu.population.imports;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.search.Vocabulary;
import vn.dancu.population.statistics.CellCounts;
import vn.dancu.population.statistics.StatisticDeltas;

/**
 * The second transaction of a chunk: writes the people with the checkpoint. Binary COPY, because
 * that is what a bulk load costs least by.
 */
@Repository
class ChunkWriter {
    static final String TOPIC = "population.imports.v1";
    static final String CHUNK_IMPORTED = "population.chunk-imported.v1";

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final TransactionTemplate transactions;
    private final Imports imports;
    private final Outbox outbox;
    private final StatisticDeltas statistics;
    private final Vocabulary vocabulary;
    private final MeterRegistry metrics;
    private final Clock clock;

    ChunkWriter(
            JdbcTemplate jdbc,
            JdbcClient client,
            TransactionTemplate transactions,
            Imports imports,
            Outbox outbox,
            StatisticDeltas statistics,
            Vocabulary vocabulary,
            MeterRegistry metrics,
            Clock clock) {
        this.jdbc = jdbc;
        this.client = client;
        this.transactions = transactions;
        this.imports = imports;
        this.outbox = outbox;
        this.statistics = statistics;
        this.vocabulary = vocabulary;
        this.metrics = metrics;
        this.clock = clock;
    }

    private void count(Tally ended) {
        count("accepted", ended.accepted());
        count("awaiting_number", ended.awaitingNumber());
        count("in_review", ended.inReview());
        count("rejected", ended.rejected());
    }

    private void count(String outcome, long lines) {
        metrics.counter("dancu.imports.lines", "outcome", outcome).increment((double) lines);
    }

    /** The data of {@value #CHUNK_IMPORTED}. */
    record ChunkImported(UUID importId, int chunk, long persons) {}

    /**
     * The second transaction: people, numbers, review cases, the event and the checkpoint. The
     * import is held only at the end, so that the next chunk can be decided meanwhile.
     */
    void write(Lease lease, Chunk chunk, Numbers.Answered answered) {
        var written = new Written(chunk, answered);
        Tally ended = chunk.settled().plus(written.counter.tally());
        transactions.executeWithoutResult(
                status -> {
                    copy(chunk, written);
                    Imports.Position at = imports.lock(lease);
                    if (at.chunks() != chunk.index()) {
                        throw new IllegalStateException("a chunk is written once, in its turn");
                    }
                    statistics.append(written.counts());
                    vocabulary.learn(chunk.parsed().syllables());
                    imports.advance(lease, chunk.parsed(), at.tally().plus(ended));
                    outbox.append(
                            new OutgoingEvent(
                                    TOPIC,
                                    chunk.importId().toString(),
                                    CHUNK_IMPORTED,
                                    chunk.index() + 1L,
                                    new ChunkImported(
                                            chunk.importId(), chunk.index(), written.ends.size())));
                });
        count(ended);
    }

    private void copy(Chunk chunk, Written written) {
        Instant now = clock.instant();
        jdbc.execute(
                (Connection connection) -> {
                    copyPeople(connection, chunk, written.ends, now);
                    written.numbers.copy(connection);
                    written.oldNumbers.copy(connection);
                    copyLikenesses(connection, chunk, written.ends);
                    copyRelatives(connection, chunk, written.ends);
                    copyReviews(connection, chunk, written.reviews, now);
                    return written.ends.size();
                });
        client.sql(
                        """
                        update import_chunk set written_at = :now
                        where import_id = :id and chunk = :chunk
                        """)
                .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .param("id", chunk.importId())
                .param("chunk", chunk.index())
                .update();
    }

    /** How a stored card ends. */
    private record End(
            CardLine.Sound card,
            @Nullable String number,
            NumberStatus status,
            @Nullable String reason) {}

    private record Review(CardLine.Sound card, UUID personId, String code) {}

    /** What follows from a decision and from what id-number-service answered. */
    private static final class Written {
        private final Numbers.Answered answered;
        private final List<End> ends = new ArrayList<>();
        private final KeyRows numbers = KeyRows.numbers();
        private final KeyRows oldNumbers = KeyRows.oldNumbers();
        private final List<Review> reviews = new ArrayList<>();
        private final Tally.Counter counter = new Tally.Counter();

        Written(Chunk chunk, Numbers.Answered answered) {
            this.answered = answered;
            chunk.forEachStored(this::add);
        }

        private void add(CardLine.Sound card, LineFate fate, UUID personId) {
            switch (fate) {
                case NUMBER_GIVEN -> addGiven(card, personId);
                case TO_NUMBER -> addNumbered(card, personId);
                case SEX_UNKNOWN, BIRTH_YEAR_OUT_OF_RANGE -> await(card, fate.reason());
                case NUMBER_DISAGREES, NUMBER_CONFLICT, PROBABLE_DUPLICATE ->
                        review(card, personId, fate);
                case REJECTED, KNOWN -> throw new IllegalStateException("not a stored line");
            }
            if (card.oldNumber() != null) {
                oldNumbers.add(card.oldNumber(), personId);
            }
        }

        CellCounts counts() {
            var counts = new CellCounts();
            ends.forEach(end -> counts.addLiving(end.card().counted()));
            return counts;
        }

        private void addGiven(CardLine.Sound card, UUID personId) {
            String number = card.number();
            if (number == null || answered.conflicts().contains(personId)) {
                review(card, personId, LineFate.NUMBER_CONFLICT);
            } else {
                numbers.add(number, personId);
                ends.add(new End(card, number, NumberStatus.ASSIGNED, null));
                counter.accepted();
            }
        }

        private void addNumbered(CardLine.Sound card, UUID personId) {
            String number = answered.assigned().get(personId);
            String refused = answered.refused().get(personId);
            if (number != null) {
                numbers.add(number, personId);
                ends.add(new End(card, number, NumberStatus.ASSIGNED, null));
                counter.numbered();
            } else if (refused != null) {
                await(card, refused);
            } else {
                throw new IllegalStateException("a person was not answered for");
            }
        }

        private void await(CardLine.Sound card, String reason) {
            ends.add(new End(card, null, NumberStatus.AWAITING, reason));
            counter.awaiting(reason);
        }

        private void review(CardLine.Sound card, UUID personId, LineFate fate) {
            ends.add(new End(card, null, NumberStatus.IN_REVIEW, fate.reason()));
            reviews.add(new Review(card, personId, fate.reason()));
            counter.inReview(fate.reason());
        }
    }

    private static void copyPeople(Connection connection, Chunk chunk, List<End> ends, Instant now)
            throws SQLException {
        if (ends.isEmpty()) {
            return;
        }
        byte[] rows = chunk.parsed().rows().bytes();
        try (var copy = BinaryCopy.into(connection, "person", PersonRow.COLUMNS)) {
            for (End end : ends) {
                CardLine.Sound card = end.card();
                copy.row().append(rows, card.rowStart(), card.rowEnd() - card.rowStart());
                PersonRow.complete(copy.row(), end.number(), end.status(), end.reason(), now);
                copy.endRow();
            }
            copy.finish();
        }
    }

    private static void copyLikenesses(Connection connection, Chunk chunk, List<End> ends)
            throws SQLException {
        try (var copy = BinaryCopy.into(connection, "person_by_likeness", "likeness, person_id")) {
            for (End end : ends) {
                Long likeness = end.card().likeness();
                if (likeness != null) {
                    copy.row().fields(2);
                    copy.row().bigint(likeness);
                    copy.row().uuid(TimeOrderedIds.person(chunk.importId(), end.card().line()));
                    copy.endRow();
                }
            }
            copy.finish();
        }
    }

    private static void copyRelatives(Connection connection, Chunk chunk, List<End> ends)
            throws SQLException {
        byte[] rows = chunk.parsed().rows().bytes();
        try (var copy = BinaryCopy.into(connection, RelativeRows.TABLE, RelativeRows.COLUMNS)) {
            for (End end : ends) {
                CardLine.Sound card = end.card();
                copy.row().append(rows, card.rowEnd(), card.relativesEnd() - card.rowEnd());
                copy.endRow();
            }
            copy.finish();
        }
    }

    private static void copyReviews(
            Connection connection, Chunk chunk, List<Review> reviews, Instant now)
            throws SQLException {
        if (reviews.isEmpty()) {
            return;
        }
        try (var copy =
                BinaryCopy.into(
                        connection,
                        "review_case",
                        "person_id, import_id, line, code, claimed_number, other_person,"
                                + " opened_at")) {
            for (Review review : reviews) {
                RowBytes row = copy.row();
                row.fields(7);
                row.uuid(review.personId());
                row.uuid(chunk.importId());
                row.bigint(review.card().line());
                row.text(review.code());
                row.text(review.card().number());
                UUID other = chunk.others().get(review.card().line());
                if (other == null) {
                    row.nullField();
                } else {
                    row.uuid(other);
                }
                row.timestamptz(now);
                copy.endRow();
            }
            copy.finish();
        }
    }

    /** Ends an import of which every byte is done. */
    void complete(Lease lease) {
        transactions.executeWithoutResult(
                status -> {
                    imports.lock(lease);
                    client.sql("delete from import_known where import_id = :id")
                            .param("id", lease.importId())
                            .update();
                    imports.end(lease, ImportState.COMPLETED, null);
                });
    }
}
