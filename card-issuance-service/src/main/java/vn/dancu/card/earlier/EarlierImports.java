package vn.dancu.card.earlier;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.cards.EarlierCards;
import vn.dancu.card.cards.Production;
import vn.dancu.card.uploads.Uploads;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;
import vn.dancu.platform.problem.ProblemException;

/**
 * Reads files of earlier cards, chunk by chunk: lines are checked, the ledger says whose the
 * numbers are, and the cards are stored with the checkpoint. A killed import goes on behind it; a
 * file that comes again changes nothing.
 */
@Service
class EarlierImports {
    private static final Logger log = LoggerFactory.getLogger(EarlierImports.class);
    private static final int CHUNK_BYTES = 128 * 1024;
    private static final int LONGEST_LINE = 1000;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Uploads uploads;
    private final EarlierCards cards;
    private final InternalClient ledger;
    private final TransactionTemplate transactions;
    private final Clock clock;

    EarlierImports(
            JdbcClient jdbc,
            JsonMapper json,
            Uploads uploads,
            EarlierCards cards,
            InternalCalls calls,
            TransactionTemplate transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.uploads = uploads;
        this.cards = cards;
        this.ledger = calls.to("id-number-service");
        this.transactions = transactions;
        this.clock = clock;
    }

    /** How far an import is. */
    record Progress(
            UUID importId,
            String state,
            long bytes,
            long position,
            long lines,
            long accepted,
            long repeated,
            long rejected) {}

    /**
     * Begins to read an upload that is complete.
     *
     * @throws ProblemException 404 {@code upload_not_found}; 409 {@code upload_incomplete}
     */
    @Transactional
    void start(UUID uploadId, String clientId) {
        Uploads.Upload upload =
                uploads.find(uploadId)
                        .filter(one -> one.kind().equals("earlier-cards"))
                        .filter(one -> one.clientId().equals(clientId))
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "upload_not_found", "There is no such upload."));
        if (upload.open()) {
            throw ProblemException.conflict(
                    "upload_incomplete", "Parts of the file are still missing.");
        }
        jdbc.sql(
                        """
                        insert into earlier_import (import_id, started_at) values (:id, :at)
                        on conflict do nothing
                        """)
                .param("id", uploadId)
                .param("at", Timestamp.from(clock.instant()))
                .update();
    }

    Progress find(UUID importId) {
        return jdbc.sql(
                        """
                        select i.import_id, i.state, u.length as bytes, i.position, i.lines,
                            i.accepted, i.repeated, i.rejected
                        from earlier_import i join card_upload u on u.upload_id = i.import_id
                        where i.import_id = :id
                        """)
                .param("id", importId)
                .query(Progress.class)
                .optional()
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "import_not_found", "There is no such import."));
    }

    /** A line that was not taken, and why. */
    record Reject(long line, String code) {}

    List<Reject> rejects(UUID importId, long after, int limit) {
        return jdbc.sql(
                        """
                        select line, code from earlier_reject
                        where import_id = :id and line > :after order by line limit :limit
                        """)
                .param("id", importId)
                .param("after", after)
                .param("limit", limit)
                .query(Reject.class)
                .list();
    }

    @Scheduled(fixedDelayString = "${dancu.card.life.pause:10s}")
    void run() {
        List<UUID> running =
                jdbc.sql(
                                """
                                select import_id from earlier_import where state = 'RUNNING'
                                order by import_id limit 10
                                """)
                        .query(UUID.class)
                        .list();
        for (UUID importId : running) {
            boolean more = true;
            while (more && !Thread.currentThread().isInterrupted()) {
                more = chunk(importId);
            }
        }
    }

    /** The lines of a chunk, and how many bytes they take. */
    private record Lines(List<String> lines, int bytes) {}

    private boolean chunk(UUID importId) {
        Progress at = find(importId);
        if (at.state().equals("DONE")) {
            return false;
        }
        boolean last = at.position() + CHUNK_BYTES >= at.bytes();
        Lines lines = lines(uploads.read(importId, at.position(), CHUNK_BYTES), last);
        LocalDate today = LocalDate.ofInstant(clock.instant(), Production.ZONE);
        List<EarlierCard.Read> read =
                lines.lines().stream().map(line -> read(line, today)).toList();
        Map<String, UUID> holders;
        try {
            holders = holders(read);
        } catch (ProblemException e) {
            log.info("import {} waits: the ledger does not answer", importId);
            return false;
        }
        return Boolean.TRUE.equals(transactions.execute(status -> store(at, lines, read, holders)));
    }

    private EarlierCard.Read read(String line, LocalDate today) {
        return line.length() > LONGEST_LINE
                ? EarlierCard.Read.wrong("line_too_long")
                : EarlierCard.read(json, line, today);
    }

    /** Whole lines; what comes behind the last line end belongs to the next chunk. */
    private static Lines lines(byte[] bytes, boolean last) {
        int end = bytes.length;
        if (!last) {
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            if (end == 0) {
                end = bytes.length; // a line longer than a chunk: refused in pieces
            }
        }
        String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
        return new Lines(text.lines().map(String::strip).toList(), end);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(String number, @Nullable UUID personId, String state) {}

    record Items(List<Item> items) {}

    record Question(List<String> numbers) {}

    /** Whose the numbers are; those that were cancelled or never issued are nobody's. */
    private Map<String, UUID> holders(List<EarlierCard.Read> read) {
        List<String> numbers =
                read.stream()
                        .flatMap(one -> one.card().stream())
                        .map(EarlierCard::number)
                        .distinct()
                        .toList();
        if (numbers.isEmpty()) {
            return Map.of();
        }
        Map<String, UUID> holders = new HashMap<>();
        Items answer =
                ledger.postIdempotent(
                        "/internal/id-numbers/v1/lookups", new Question(numbers), Items.class);
        for (Item item : answer.items()) {
            UUID person = item.personId();
            if (person != null && !Set.of("cancelled", "unknown").contains(item.state())) {
                holders.put(item.number(), person);
            }
        }
        return holders;
    }

    private boolean store(
            Progress at, Lines lines, List<EarlierCard.Read> read, Map<String, UUID> holders) {
        boolean mine =
                jdbc.sql(
                                """
                                select position = :position from earlier_import
                                where import_id = :id and state = 'RUNNING' for update
                                """)
                        .param("position", at.position())
                        .param("id", at.importId())
                        .query(Boolean.class)
                        .optional()
                        .orElse(false);
        if (!mine) {
            return false; // another instance has stored this chunk
        }
        int accepted = 0;
        int repeated = 0;
        List<Reject> rejects = new ArrayList<>();
        long line = at.lines();
        Instant now = clock.instant();
        for (EarlierCard.Read one : read) {
            line++;
            String outcome = one.code().orElseGet(() -> take(one.card(), holders, now));
            switch (outcome) {
                case "accepted" -> accepted++;
                case "repeated" -> repeated++;
                default -> rejects.add(new Reject(line, outcome));
            }
        }
        keep(at.importId(), rejects);
        advance(at, lines.bytes(), read.size(), accepted, repeated, rejects.size());
        return true;
    }

    private String take(Optional<EarlierCard> card, Map<String, UUID> holders, Instant now) {
        EarlierCard one = card.orElseThrow();
        UUID holder = holders.get(one.number());
        if (holder == null) {
            return "number_unknown";
        }
        return cards.take(
                new EarlierCards.Earlier(
                        holder,
                        one.shown(),
                        one.issued(),
                        Optional.ofNullable(one.expires()),
                        one.place()),
                now);
    }

    private void keep(UUID importId, List<Reject> rejects) {
        for (Reject reject : rejects) {
            jdbc.sql(
                            """
                            insert into earlier_reject (import_id, line, code)
                            values (:id, :line, :code)
                            """)
                    .param("id", importId)
                    .param("line", reject.line())
                    .param("code", reject.code())
                    .update();
        }
    }

    private void advance(
            Progress at, int bytes, int lines, int accepted, int repeated, int rejected) {
        boolean done = at.position() + bytes >= at.bytes();
        jdbc.sql(
                        """
                        update earlier_import
                        set position = position + :bytes, lines = lines + :lines,
                            accepted = accepted + :accepted, repeated = repeated + :repeated,
                            rejected = rejected + :rejected,
                            state = case when :done then 'DONE' else state end, ended_at = :ended
                        where import_id = :id
                        """)
                .param("bytes", bytes)
                .param("lines", lines)
                .param("accepted", accepted)
                .param("repeated", repeated)
                .param("rejected", rejected)
                .param("done", done)
                .param("ended", done ? Timestamp.from(clock.instant()) : null, Types.TIMESTAMP)
                .param("id", at.importId())
                .update();
        if (done) {
            uploads.done(at.importId());
        }
    }
}
