package vn.dancu.idnumber.profiles;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/** Lists the prefixes and loads editions of them: the countries of Annex II come this way. */
@RestController
class PrefixController {
    /** Three digits name no more. */
    private static final int PREFIXES_AT_MOST = 1_000;

    private static final int LONGEST_NAME = 100;

    private final Prefixes prefixes;
    private final AuditRecords audit;

    PrefixController(Prefixes prefixes, AuditRecords audit) {
        this.prefixes = prefixes;
        this.audit = audit;
    }

    record PrefixList(List<Prefixes.Prefix> items) {}

    /**
     * @param apply false only compares
     */
    record EditionRequest(@Nullable Boolean apply, @Nullable List<@Nullable Item> items) {}

    record Item(
            @Nullable String prefix,
            @Nullable String name,
            @Nullable String kind,
            @Nullable Boolean open) {}

    record EditionAnswer(boolean applied, int added, int changed, int unchanged) {}

    @GetMapping("/id-numbers/v1/prefixes")
    PrefixList list() {
        return new PrefixList(prefixes.all());
    }

    @PostMapping("/id-numbers/v1/prefix-editions")
    @Transactional
    public EditionAnswer load(@RequestBody EditionRequest request) {
        List<Prefixes.Prefix> edition = read(request.items());
        Prefixes.Difference difference = prefixes.compare(edition);
        boolean apply = request.apply() == null || request.apply();
        if (apply) {
            prefixes.load(edition);
            audit.record("prefixes_loaded", Optional.empty(), "applied");
        }
        return new EditionAnswer(
                apply, difference.added(), difference.changed(), difference.unchanged());
    }

    private static List<Prefixes.Prefix> read(@Nullable List<@Nullable Item> items) {
        if (items == null || items.isEmpty() || items.size() > PREFIXES_AT_MOST) {
            throw ProblemException.refused(
                    "items_count", "1 to " + PREFIXES_AT_MOST + " items.", "/items");
        }
        List<Violation> violations = new ArrayList<>();
        List<Prefixes.Prefix> edition = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String pointer = "/items/" + i;
            Item item = items.get(i);
            String prefix = item == null || item.prefix() == null ? "" : item.prefix();
            String name = item == null || item.name() == null ? "" : item.name().strip();
            String kind = item == null || item.kind() == null ? "country" : item.kind();
            boolean open = item == null || item.open() == null || item.open();
            require(violations, prefix.matches("[0-9]{3}"), "prefix_malformed", pointer, "prefix");
            require(violations, seen.add(prefix), "duplicate_item", pointer, "prefix");
            require(
                    violations,
                    !name.isEmpty() && name.length() <= LONGEST_NAME,
                    "text_length",
                    pointer,
                    "name");
            require(
                    violations,
                    kind.equals("province") || kind.equals("country"),
                    "unknown_kind",
                    pointer,
                    "kind");
            edition.add(new Prefixes.Prefix(prefix, name, kind, open));
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations.stream().limit(100).toList());
        }
        return edition;
    }

    private static void require(
            List<Violation> violations, boolean holds, String code, String item, String field) {
        if (!holds) {
            violations.add(new Violation(code, item + "/" + field, "This field breaks its rule."));
        }
    }
}
