package vn.dancu.idnumber.profiles;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The places of birth registration: reference data, of which no code knows any. */
@Component
class Prefixes {
    private final JdbcClient jdbc;

    Prefixes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param kind {@code province} (Annex I) or {@code country} (Annex II)
     * @param open whether numbers are assigned under it today
     */
    record Prefix(String prefix, String name, String kind, boolean open) {}

    /** What an edition changes. */
    record Difference(int added, int changed, int unchanged) {}

    List<Prefix> all() {
        return jdbc.sql("select prefix, name, kind, open from prefix order by prefix")
                .query(Prefix.class)
                .list();
    }

    Optional<Prefix> find(String prefix) {
        return jdbc.sql("select prefix, name, kind, open from prefix where prefix = :prefix")
                .param("prefix", prefix)
                .query(Prefix.class)
                .optional();
    }

    Difference compare(List<Prefix> edition) {
        List<Prefix> present = all();
        List<String> known = present.stream().map(Prefix::prefix).toList();
        int unchanged = (int) edition.stream().filter(present::contains).count();
        int added = (int) edition.stream().filter(p -> !known.contains(p.prefix())).count();
        return new Difference(added, edition.size() - unchanged - added, unchanged);
    }

    /** Adds and changes; what the edition does not name stays, since numbers may bear it. */
    void load(List<Prefix> edition) {
        jdbc.sql(
                        """
                        insert into prefix (prefix, name, kind, open)
                        select * from unnest(:prefixes, :names, :kinds, :open)
                            on conflict (prefix) do update
                           set name = excluded.name,
                               kind = excluded.kind,
                               open = excluded.open
                        """)
                .param("prefixes", edition.stream().map(Prefix::prefix).toArray(String[]::new))
                .param("names", edition.stream().map(Prefix::name).toArray(String[]::new))
                .param("kinds", edition.stream().map(Prefix::kind).toArray(String[]::new))
                .param("open", edition.stream().map(Prefix::open).toArray(Boolean[]::new))
                .update();
    }
}
