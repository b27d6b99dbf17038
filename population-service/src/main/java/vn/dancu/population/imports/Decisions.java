package vn.dancu.population.imports;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The first transaction of a chunk: decides, claims, and keeps the manifest. A decision that is
 * found after a crash is used as it stands; only that of an import that has failed is taken back.
 */
@Repository
class Decisions {
    private static final TypeReference<Map<Long, UUID>> OTHERS = new TypeReference<>() {};
    private static final long REGISTER = 0x64616e6375446563L;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final TransactionTemplate transactions;
    private final Imports imports;
    private final RegisterLookUp register;
    private final Corrections corrections;
    private final NumberReleases releases;
    private final JsonMapper json;
    private final Clock clock;

    Decisions(
            JdbcTemplate jdbc,
            JdbcClient client,
            TransactionTemplate transactions,
            Imports imports,
            RegisterLookUp register,
            Corrections corrections,
            NumberReleases releases,
            JsonMapper json,
            Clock clock) {
        this.jdbc = jdbc;
        this.client = client;
        this.transactions = transactions;
        this.imports = imports;
        this.register = register;
        this.corrections = corrections;
        this.releases = releases;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A chunk that was decided and not written.
     *
     * @param toByte where it ends; it starts at the checkpoint
     * @param reference the version of the reference data that it was decided by; unknown of chunks
     *     that an earlier release decided
     */
    record Decided(
            int index,
            long toByte,
            List<LineFate> fates,
            Tally settled,
            Map<Long, UUID> others,
            @Nullable Long reference) {
        Chunk of(UUID importId, ParsedChunk parsed) {
            return new Chunk(importId, index, parsed, fates, settled, others);
        }
    }

    /** A chunk with its decision, and the people it brings. */
    record Made(Chunk chunk, ChunkDecision.Brought brought) {}

    /** What was decided before a worker died and is not written, in the order of the file. */
    List<Decided> decidedBefore(Lease lease) {
        return client.sql(
                        """
                        select chunk, to_byte, manifest, settled, others, reference_version
                        from import_chunk
                        where import_id = :id and written_at is null order by chunk
                        """)
                .param("id", lease.importId())
                .query(
                        (row, n) ->
                                new Decided(
                                        row.getInt("chunk"),
                                        row.getLong("to_byte"),
                                        Chunk.fates(row.getBytes("manifest")),
                                        json.readValue(row.getString("settled"), Tally.class),
                                        json.readValue(row.getString("others"), OTHERS),
                                        row.getObject("reference_version", Long.class)))
                .list();
    }

    /** As the other one while no other chunk is under way. */
    Chunk decide(Lease lease, ParsedChunk parsed, long reference) {
        return decide(lease, parsed, imports.position(lease).chunks(), List.of(), reference)
                .chunk();
    }

    /**
     * The first transaction: decides each line and claims the barcodes. The unique key has the last
     * word: who loses a race for one decides anew, knowing the winner. Numbers are not claimed:
     * id-number-service says whose each is.
     *
     * @param index of the chunk: the chunks between the checkpoint and this one are under way
     * @param underway people of those chunks
     * @param reference the version of the reference data by which the chunk was read
     * @throws RegisterLookUp.UnwrittenException if another import has decided people and not yet
     *     written them
     * @throws org.springframework.dao.DuplicateKeyException if it lost such a race
     */
    Made decide(
            Lease lease,
            ParsedChunk parsed,
            int index,
            List<ChunkDecision.Brought> underway,
            long reference) {
        return Objects.requireNonNull(
                transactions.execute(
                        status -> {
                            holdRegister(lease.importId());
                            imports.lock(lease);
                            ChunkDecision.Outcome outcome =
                                    ChunkDecision.decide(
                                            lease.importId(),
                                            parsed,
                                            register.of(lease.importId(), parsed, underway));
                            var chunk =
                                    new Chunk(
                                            lease.importId(),
                                            index,
                                            parsed,
                                            outcome.fates(),
                                            outcome.settled(),
                                            outcome.others());
                            keep(chunk, outcome, reference);
                            return new Made(chunk, outcome.brought());
                        }));
    }

    /** Keeps every decision out until the transaction ends. */
    void hold() {
        client.sql("select pg_advisory_xact_lock(:register)")
                .param("register", REGISTER)
                .query(row -> {});
    }

    /**
     * One decides at a time over all instances, and only while no other import has people that are
     * decided and not written: nothing but a barcode would find them, so that somebody on two cards
     * would be given two numbers, and a number is for life. The claims of an import that has failed
     * were taken back; one whose worker died is waited for. And while an import is taken back,
     * nobody is compared with people who will not have been.
     */
    private void holdRegister(UUID importId) {
        hold();
        boolean unwritten =
                client.sql(
                                """
                                select exists (select from import i
                                    join import_chunk c on c.import_id = i.import_id
                                    where i.import_id <> :id
                                        and i.state in ('QUEUED', 'RUNNING', 'WAITING')
                                        and c.written_at is null)
                                    or exists (select from import i
                                        where i.withdrawing_at is not null
                                            and i.withdrawn_at is null)
                                """)
                        .param("id", importId)
                        .query(Boolean.class)
                        .single();
        if (unwritten) {
            throw new RegisterLookUp.UnwrittenException();
        }
    }

    /**
     * Ends an import that has failed, and takes back what it decided and did not write: its claims
     * would keep others waiting for people that nobody writes, and so would the numbers of its
     * cards. Going on, it decides anew; the items it may have asked numbers for are the same, and
     * so are the answers.
     */
    void giveUp(Lease lease, String reason) {
        transactions.executeWithoutResult(
                status -> {
                    imports.lock(lease);
                    takeBack(lease.importId());
                    imports.end(lease, ImportState.FAILED, reason);
                });
    }

    /**
     * As {@link #giveUp} for an import whose file is missing: it stays open and waits for the file,
     * and holds nobody up any more.
     *
     * @return whether there was anything to take back
     */
    boolean letGo(Lease lease) {
        return Boolean.TRUE.equals(
                transactions.execute(
                        status -> {
                            imports.lock(lease);
                            boolean any = takeBack(lease.importId());
                            imports.waiting(lease, Imports.FILE_MISSING);
                            return any;
                        }));
    }

    /**
     * As {@link #giveUp} at an operator's word, whoever works on the import: they have lost it.
     *
     * @return whether it was open
     */
    boolean stop(UUID importId) {
        boolean stopped = imports.stop(importId);
        if (stopped) {
            takeBack(importId);
        }
        return stopped;
    }

    private record Unwritten(int chunk, long firstLine, long nextLine) {}

    private boolean takeBack(UUID importId) {
        List<Unwritten> found =
                client.sql(
                                """
                                delete from import_chunk
                                where import_id = :id and written_at is null
                                returning chunk, first_line, next_line
                                """)
                        .param("id", importId)
                        .query(Unwritten.class)
                        .list();
        found.forEach(chunk -> takeBack(importId, chunk));
        if (!found.isEmpty()) {
            releases.ask(
                    importId,
                    found.stream().mapToLong(Unwritten::firstLine).min().orElseThrow(),
                    found.stream().mapToLong(Unwritten::nextLine).max().orElseThrow());
        }
        return !found.isEmpty();
    }

    private void takeBack(UUID importId, Unwritten chunk) {
        // By the index on time, however large the register is and whatever its statistics say.
        client.sql("set local enable_seqscan = off").update();
        client.sql("delete from person_by_barcode where person_id >= :first and person_id < :next")
                .param("first", TimeOrderedIds.person(importId, chunk.firstLine()))
                .param("next", TimeOrderedIds.person(importId, chunk.nextLine()))
                .update();
        client.sql(
                        """
                        delete from import_reject
                        where import_id = :id and line >= :first and line < :next
                        """)
                .param("id", importId)
                .param("first", chunk.firstLine())
                .param("next", chunk.nextLine())
                .update();
        corrections.takeBack(importId, chunk.firstLine(), chunk.nextLine());
        List<UUID> known =
                client.sql(
                                """
                                delete from import_known where import_id = :id and chunk = :chunk
                                returning person_id
                                """)
                        .param("id", importId)
                        .param("chunk", chunk.chunk())
                        .query(UUID.class)
                        .list();
        forgetOverlap(importId, known);
    }

    private void keep(Chunk chunk, ChunkDecision.Outcome outcome, long reference) {
        jdbc.execute(
                (Connection connection) -> {
                    claim(connection, chunk.importId(), outcome);
                    keepRejects(connection, chunk.importId(), outcome.rejects());
                    keepKnown(connection, chunk, outcome.known());
                    return outcome.stored().size();
                });
        ParsedChunk parsed = chunk.parsed();
        client.sql(
                        """
                        insert into import_chunk (import_id, chunk, first_line, next_line,
                            from_byte, to_byte, manifest, settled, others, quality,
                            reference_version, decided_at)
                        values (:id, :chunk, :firstLine, :nextLine, :fromByte, :toByte, :manifest,
                            cast(:settled as jsonb), cast(:others as jsonb),
                            cast(:quality as jsonb), :reference, :now)
                        """)
                .param("id", chunk.importId())
                .param("chunk", chunk.index())
                .param("firstLine", parsed.firstLine())
                .param("nextLine", parsed.nextLine())
                .param("fromByte", parsed.fromByte())
                .param("toByte", parsed.toByte())
                .param("manifest", chunk.manifest())
                .param("settled", json.writeValueAsString(chunk.settled()))
                .param("others", json.writeValueAsString(chunk.others()))
                .param(
                        "quality",
                        json.writeValueAsString(
                                Quality.of(parsed, outcome.fates(), outcome.rejects())))
                .param("reference", reference)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        corrections.keep(chunk);
        keepOverlap(chunk.importId(), outcome.known());
    }

    /**
     * Counts lines that met cards of earlier imports: those are not taken back without this one.
     */
    private void keepOverlap(UUID importId, Collection<UUID> known) {
        linesByImport(known)
                .forEach(
                        (earlier, lines) ->
                                client.sql(
                                                """
                                                insert into import_overlap as o
                                                    (import_id, earlier_import, lines)
                                                values (:id, :earlier, :lines)
                                                on conflict (import_id, earlier_import) do update
                                                    set lines = o.lines + excluded.lines
                                                """)
                                        .param("id", importId)
                                        .param("earlier", earlier)
                                        .param("lines", lines)
                                        .update());
    }

    private void forgetOverlap(UUID importId, Collection<UUID> known) {
        linesByImport(known)
                .forEach(
                        (earlier, lines) -> {
                            // A count is never 0: the row goes with its last line.
                            client.sql(
                                            """
                                            delete from import_overlap where import_id = :id
                                                and earlier_import = :earlier and lines <= :lines
                                            """)
                                    .param("id", importId)
                                    .param("earlier", earlier)
                                    .param("lines", lines)
                                    .update();
                            client.sql(
                                            """
                                            update import_overlap set lines = lines - :lines
                                            where import_id = :id and earlier_import = :earlier
                                            """)
                                    .param("id", importId)
                                    .param("earlier", earlier)
                                    .param("lines", lines)
                                    .update();
                        });
    }

    private static Map<UUID, Long> linesByImport(Collection<UUID> known) {
        Map<UUID, Long> lines = new TreeMap<>();
        for (UUID personId : known) {
            if (TimeOrderedIds.isOfAnImport(personId)) {
                lines.merge(TimeOrderedIds.importOf(personId), 1L, Long::sum);
            }
        }
        return lines;
    }

    private static void claim(Connection connection, UUID importId, ChunkDecision.Outcome outcome)
            throws SQLException {
        KeyRows barcodes = KeyRows.barcodes();
        for (CardLine.Sound card : outcome.stored()) {
            barcodes.add(card.barcode(), TimeOrderedIds.person(importId, card.line()));
        }
        barcodes.copy(connection);
    }

    private static void keepRejects(
            Connection connection, UUID importId, List<CardLine.Refused> rejects)
            throws SQLException {
        if (rejects.isEmpty()) {
            return;
        }
        try (var copy =
                BinaryCopy.into(
                        connection,
                        "import_reject",
                        "import_id, line, code, pointer, form_barcode, first_person")) {
            for (CardLine.Refused reject : rejects) {
                RowBytes row = copy.row();
                row.fields(6);
                row.uuid(importId);
                row.bigint(reject.line());
                row.text(reject.code().code());
                row.text(reject.pointer());
                row.text(reject.barcode());
                if (reject.first() == null) {
                    row.nullField();
                } else {
                    row.uuid(reject.first());
                }
                copy.endRow();
            }
            copy.finish();
        }
    }

    private static void keepKnown(Connection connection, Chunk chunk, List<UUID> known)
            throws SQLException {
        if (known.isEmpty()) {
            return;
        }
        try (var copy =
                BinaryCopy.into(connection, "import_known", "import_id, person_id, chunk")) {
            for (UUID personId : known) {
                copy.row().fields(3);
                copy.row().uuid(chunk.importId());
                copy.row().uuid(personId);
                copy.row().integer(chunk.index());
                copy.endRow();
            }
            copy.finish();
        }
    }
}
