package vn.dancu.population.imports;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Which stored card corrects which rejected line. A card under the barcode of a rejected line needs
 * no link; a card that names the line gets one, for lines whose barcode could not be read.
 */
@Repository
class Corrections {
    private final JdbcClient jdbc;

    Corrections(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps the links of the cards that a chunk stores, in the transaction of its decision. A link
     * to a line that was not rejected, or that is corrected already, says nothing and is left out.
     */
    void keep(Chunk chunk) {
        List<LineNotes.Correction> named = chunk.parsed().notes().corrections();
        if (named.isEmpty()) {
            return;
        }
        Set<Long> stored = new HashSet<>();
        chunk.forEachStored((card, fate, personId) -> stored.add(card.line()));
        named.stream()
                .filter(correction -> stored.contains(correction.line()))
                .forEach(correction -> keep(chunk.importId(), correction));
    }

    private void keep(UUID importId, LineNotes.Correction correction) {
        jdbc.sql(
                        """
                        insert into import_correction (import_id, line, by_import, by_line)
                        select import_id, line, :by, :byLine from import_reject
                        where import_id = :id and line = :line
                        on conflict do nothing
                        """)
                .param("id", correction.importId())
                .param("line", correction.correctedLine())
                .param("by", importId)
                .param("byLine", correction.line())
                .update();
    }

    /** Forgets the links of lines whose decision is taken back. */
    void takeBack(UUID importId, long firstLine, long nextLine) {
        jdbc.sql(
                        """
                        delete from import_correction
                        where by_import = :id and by_line >= :first and by_line < :next
                        """)
                .param("id", importId)
                .param("first", firstLine)
                .param("next", nextLine)
                .update();
    }
}
