package vn.dancu.population.referencedata;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.dancu.population.referencedata.Difference.Change;
import vn.dancu.population.referencedata.Difference.Facts;
import vn.dancu.population.referencedata.Difference.Finding;
import vn.dancu.population.referencedata.Difference.Kind;
import vn.dancu.population.referencedata.Difference.Severity;
import vn.dancu.reference.CodeList;
import vn.dancu.reference.CodeListHistory;

/** Compares an edition of a code list with the list of its day. */
final class CodeListDifference {
    private CodeListDifference() {}

    static Difference of(CodeListHistory base, EditionContent edition, LocalDate at) {
        CodeList before = base.at(at);
        List<Change> changes = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        Set<String> ended = new LinkedHashSet<>();
        List<Difference.Row> begun = new ArrayList<>();
        Map<String, String> after = new LinkedHashMap<>();
        for (int i = 0; i < edition.items().size(); i++) {
            EditionContent.Item item = edition.items().get(i);
            if (after.putIfAbsent(item.code(), item.name()) != null
                    && findings.size() < Difference.MAX_FINDINGS) {
                findings.add(
                        new Finding(
                                Severity.ERROR,
                                "duplicate_code",
                                "/items/" + i + "/code",
                                item.code(),
                                "A code stands for one thing."));
            }
        }
        after.forEach(
                (code, name) -> {
                    String known = before.name(code).orElse(null);
                    if (!name.equals(known)) {
                        changes.add(
                                new Change(
                                        known == null ? Kind.ADDED : Kind.RENAMED,
                                        code,
                                        known == null ? null : new Facts(null, known, null),
                                        new Facts(null, name, null),
                                        List.of()));
                        begun.add(new Difference.Row(code, null, name, null));
                        if (known != null) {
                            ended.add(code);
                        }
                    }
                });
        for (String code : before.codes()) {
            if (!after.containsKey(code)) {
                changes.add(
                        new Change(
                                Kind.REMOVED,
                                code,
                                new Facts(null, before.name(code).orElse(code), null),
                                null,
                                List.of()));
                ended.add(code);
            }
        }
        return new Difference(
                changes, findings, new Difference.Plan(ended, begun, List.of(), List.of()));
    }
}
