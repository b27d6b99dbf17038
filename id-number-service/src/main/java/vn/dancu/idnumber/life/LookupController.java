package vn.dancu.idnumber.life;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;

/** Tells other services which number is whose today, and where an old one leads. */
@RestController
class LookupController {
    private final Lookups lookups;
    private final AuditRecords audit;
    private final NumberSettings settings;

    LookupController(Lookups lookups, AuditRecords audit, NumberSettings settings) {
        this.lookups = lookups;
        this.audit = audit;
        this.settings = settings;
    }

    record LookupRequest(
            @Nullable List<@Nullable UUID> personIds, @Nullable List<@Nullable String> numbers) {}

    record LookupAnswer(List<Lookups.Item> items) {}

    @PostMapping("/internal/id-numbers/v1/lookups")
    @Transactional
    public LookupAnswer lookup(@RequestBody LookupRequest request) {
        Checks checks = new Checks();
        List<@Nullable UUID> personIds = request.personIds();
        List<@Nullable String> numbers = request.numbers();
        if ((personIds == null) == (numbers == null)) {
            checks.note("missing_field", "/personIds", "Either personIds or numbers.");
        }
        LookupAnswer answer;
        if (personIds != null) {
            answer = new LookupAnswer(lookups.byPerson(read(checks, personIds)));
        } else {
            answer = new LookupAnswer(lookups.byNumber(readNumbers(checks, numbers)));
        }
        record(answer);
        return answer;
    }

    private List<UUID> read(Checks checks, List<@Nullable UUID> personIds) {
        requireCount(checks, personIds.size(), "/personIds");
        List<UUID> read = new ArrayList<>();
        for (int i = 0; i < personIds.size(); i++) {
            read.add(checks.id("/personIds/" + i, personIds.get(i)));
        }
        checks.done();
        return read;
    }

    private List<PersonalIdNumber> readNumbers(
            Checks checks, @Nullable List<@Nullable String> numbers) {
        List<PersonalIdNumber> read = new ArrayList<>();
        if (numbers != null) {
            requireCount(checks, numbers.size(), "/numbers");
            for (int i = 0; i < numbers.size(); i++) {
                read.add(checks.number("/numbers/" + i, numbers.get(i)));
            }
        }
        checks.done();
        return read;
    }

    private void requireCount(Checks checks, int count, String pointer) {
        if (count < 1 || count > settings.maxItems()) {
            checks.note("items_count", pointer, "1 to " + settings.maxItems() + " items.");
            checks.done();
        }
    }

    private void record(LookupAnswer answer) {
        Set<UUID> persons = new HashSet<>();
        answer.items()
                .forEach(item -> Optional.ofNullable(item.personId()).ifPresent(persons::add));
        audit.recordAll("numbers_looked_up", List.copyOf(persons), "answered");
    }
}
