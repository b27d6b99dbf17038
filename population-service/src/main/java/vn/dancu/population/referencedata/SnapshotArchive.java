package vn.dancu.population.referencedata;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.CodeListHistory;
import vn.dancu.reference.Standing;
import vn.dancu.reference.Succession;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

/**
 * Keeps reference data as it was when something was decided by it, so that whoever repeats the work
 * after an edition was applied comes to the same. There is a row for each version that was used:
 * editions are few and a row is some 200 kB.
 */
@Repository
public class SnapshotArchive {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    SnapshotArchive(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** Keeps a snapshot, unless its version is kept already. */
    public void keep(ReferenceSnapshot snapshot) {
        boolean kept =
                jdbc.sql("select exists (select from reference_snapshot where version = :version)")
                        .param("version", snapshot.version())
                        .query(Boolean.class)
                        .single();
        if (kept) {
            return;
        }
        jdbc.sql(
                        """
                        insert into reference_snapshot (version, content, kept_at)
                        values (:version, :content, :now) on conflict do nothing
                        """)
                .param("version", snapshot.version())
                .param("content", packed(json.writeValueAsBytes(Content.of(snapshot))))
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }

    /**
     * What was kept; the decisions on territories are not part of it.
     *
     * @throws IllegalStateException if that version was not kept
     */
    public ReferenceSnapshot at(long version) {
        byte[] content =
                jdbc.sql("select content from reference_snapshot where version = :version")
                        .param("version", version)
                        .query(byte[].class)
                        .optional()
                        .orElseThrow(
                                () -> new IllegalStateException("a snapshot that was not kept"));
        return json.readValue(unpacked(content), Content.class).snapshot(version);
    }

    /** Open ends of periods are absent. */
    private record Content(
            List<Unit> units, List<Succession> successions, Map<ReferenceList, List<Item>> lists) {
        static Content of(ReferenceSnapshot snapshot) {
            List<Unit> units = new ArrayList<>();
            List<Succession> successions = new ArrayList<>();
            for (String code : snapshot.units().codes()) {
                snapshot.units().versions(code).forEach(version -> units.add(Unit.of(version)));
                successions.addAll(snapshot.units().successors(code));
            }
            Map<ReferenceList, List<Item>> lists = new EnumMap<>(ReferenceList.class);
            snapshot.lists()
                    .forEach(
                            (list, history) ->
                                    lists.put(
                                            list, history.items().stream().map(Item::of).toList()));
            return new Content(units, successions, lists);
        }

        ReferenceSnapshot snapshot(long version) {
            UnitHistory history =
                    UnitHistory.of(units.stream().map(Unit::version).toList(), successions);
            Map<ReferenceList, CodeListHistory> codes = new EnumMap<>(ReferenceList.class);
            lists.forEach(
                    (list, items) ->
                            codes.put(
                                    list,
                                    CodeListHistory.of(
                                            items.stream().map(Item::item).toList(),
                                            list.hasTwoDigitForms())));
            return new ReferenceSnapshot(version, history, new Standing(history, Map.of()), codes);
        }
    }

    private record Unit(
            String code,
            String type,
            String name,
            @Nullable String parent,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {
        static Unit of(UnitVersion version) {
            AdministrativeUnit unit = version.unit();
            return new Unit(
                    unit.code(),
                    unit.type(),
                    unit.name(),
                    unit.parentCode(),
                    known(version.from()),
                    known(version.to()));
        }

        UnitVersion version() {
            return new UnitVersion(
                    new AdministrativeUnit(code, type, name, parent),
                    from == null ? UnitVersion.ALWAYS : from,
                    to == null ? UnitVersion.STILL : to);
        }
    }

    private record Item(
            String code, String name, @Nullable LocalDate from, @Nullable LocalDate to) {
        static Item of(CodeListHistory.Item item) {
            return new Item(item.code(), item.name(), known(item.from()), known(item.to()));
        }

        CodeListHistory.Item item() {
            return new CodeListHistory.Item(
                    code,
                    name,
                    from == null ? UnitVersion.ALWAYS : from,
                    to == null ? UnitVersion.STILL : to);
        }
    }

    private static @Nullable LocalDate known(LocalDate day) {
        return day.equals(UnitVersion.ALWAYS) || day.equals(UnitVersion.STILL) ? null : day;
    }

    private static byte[] packed(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] unpacked(byte[] content) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
