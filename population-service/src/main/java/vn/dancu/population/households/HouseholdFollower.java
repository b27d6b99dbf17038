package vn.dancu.population.households;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.population.households.HouseholdTable.Kept;
import vn.dancu.population.households.HouseholdTable.Membership;
import vn.dancu.population.households.HouseholdTable.Papers;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;

/**
 * What households learn from what happens to their members: who died, or whose record was closed,
 * is no member any more, and a household whose head it was needs a new one; an annulled death or an
 * undone merge brings the member back; what a merged record was, the record is that goes on ({@link
 * HouseholdMerges}); a head's new name or number stands in the others' records too. It works on the
 * events, since a command that has locked a person must not wait for the household.
 */
@Component
class HouseholdFollower implements EventHandler {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final String DIED = "died";
    private static final String CLOSED = "record_closed";
    private static final String RENUMBERED = "population.person-renumbered.v1";
    private static final Set<String> LEFT_BY_EVENT = Set.of(DIED, CLOSED, HouseholdMerges.MERGED);
    private static final Set<String> FOLLOWED =
            Set.of(
                    "population.person-died.v1",
                    "population.person-death-annulled.v1",
                    "population.person-merged.v1",
                    "population.person-merge-undone.v1",
                    "population.person-changed.v1",
                    "population.person-numbered.v1",
                    RENUMBERED);
    private static final Set<String> LINES_OF_A_HEAD =
            Set.of("name", "number", "oldNumber", "nationality");

    private final HouseholdTable table;
    private final HouseholdLines lines;
    private final HouseholdMerges merges;
    private final Persons persons;
    private final Clock clock;

    HouseholdFollower(
            HouseholdTable table,
            HouseholdLines lines,
            HouseholdMerges merges,
            Persons persons,
            Clock clock) {
        this.table = table;
        this.lines = lines;
        this.merges = merges;
        this.persons = persons;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "household-follower";
    }

    @Override
    public String topic() {
        return Persons.TOPIC;
    }

    @Override
    public Set<String> types() {
        return FOLLOWED;
    }

    /** Of people who are, or were, members. */
    @Override
    public List<IncomingEvent> concerning(List<IncomingEvent> events) {
        Set<UUID> members = table.known(events.stream().map(HouseholdFollower::person).toList());
        return events.stream().filter(event -> members.contains(person(event))).toList();
    }

    @Override
    public void handle(IncomingEvent event) {
        Optional<PersonRecord> found = persons.find(person(event));
        if (found.isEmpty()) {
            return;
        }
        PersonRecord person = found.get();
        String evidence = "event " + event.id();
        if (person.status() == LifeStatus.DEAD) {
            withdraw(person, DIED, evidence);
        } else if (person.hasEnded()) {
            boolean handedOver =
                    person.mergedInto() != null
                            && merges.handOver(person, today(), evidence, name());
            if (!handedOver) {
                withdraw(person, CLOSED, evidence);
            }
        } else {
            restore(person, evidence);
            if (concernsHead(event)) {
                rewriteMembers(person, evidence);
            }
        }
    }

    private static UUID person(IncomingEvent event) {
        return UUID.fromString(event.data().required("personId").asString());
    }

    private static boolean concernsHead(IncomingEvent event) {
        if (event.type().equals("population.person-numbered.v1")
                || event.type().equals(RENUMBERED)) {
            return true;
        }
        for (JsonNode field : event.data().path("changed")) {
            if (LINES_OF_A_HEAD.contains(field.asString())) {
                return true;
            }
        }
        return false;
    }

    private void withdraw(PersonRecord person, String why, String evidence) {
        UUID id = person.personId();
        Optional<UUID> householdId = table.of(id);
        if (householdId.isEmpty()) {
            return;
        }
        Kept kept = table.lock(householdId.get()).orElseThrow();
        if (!kept.household().members().containsKey(id)) {
            return;
        }
        Household rest = kept.household().without(id);
        LocalDate on = dayOf(person, kept);
        table.save(kept, rest, new Papers(on, evidence, name(), why));
        String told = rest.isEnded() ? "ended" : rest.isHeadless() ? "headless" : "left";
        lines.tell(kept.household().id(), kept.version() + 1, told, Set.of(id));
    }

    /** The day of the death, if nothing later is registered of the household. */
    private LocalDate dayOf(PersonRecord person, Kept kept) {
        PersonRecord.Death death = person.death();
        LocalDate on = death == null ? today() : death.date().earliest();
        return on.isBefore(kept.changedOn()) ? kept.changedOn() : on;
    }

    /** The death was annulled, or the record opened again: the membership goes on. */
    private void restore(PersonRecord person, String evidence) {
        Optional<Membership> last =
                table.lastOf(person.personId())
                        .filter(m -> m.leftFor() != null && LEFT_BY_EVENT.contains(m.leftFor()));
        if (last.isEmpty()) {
            return;
        }
        if (last.get().takenBy() != null) {
            merges.giveBack(last.get(), evidence, name());
            return;
        }
        Membership ended = last.get();
        Kept kept = table.lock(ended.householdId()).orElseThrow();
        Household before = kept.household();
        boolean wasHead = ended.relationship().isHead();
        boolean headAgain = wasHead && before.head() == null;
        Map<UUID, Relationship> members = new TreeMap<>(before.members());
        Relationship what = wasHead && !headAgain ? Relationship.UNSTATED : ended.relationship();
        members.put(person.personId(), what);
        Household after =
                new Household(before.id(), headAgain ? person.personId() : before.head(), members);
        Papers papers = new Papers(kept.changedOn(), evidence, name(), "");
        table.restore(kept, after, ended, what, papers);
        UUID head = before.head();
        if (wasHead && head != null) {
            lines.follow(
                    before,
                    after,
                    kept.fileNumber(),
                    persons.lockAll(Set.of(person.personId(), head)),
                    papers,
                    "household_restored");
        }
        lines.tell(before.id(), kept.version() + 1, "joined", Set.of(person.personId()));
    }

    private void rewriteMembers(PersonRecord head, String evidence) {
        Optional<UUID> householdId = table.of(head.personId());
        if (householdId.isEmpty()) {
            return;
        }
        Kept kept = table.lock(householdId.get()).orElseThrow();
        Household household = kept.household();
        if (!head.personId().equals(household.head())) {
            return;
        }
        Map<UUID, PersonRecord> people = persons.lockAll(household.members().keySet());
        lines.follow(
                null,
                household,
                kept.fileNumber(),
                people,
                new Papers(today(), evidence, name(), ""),
                "household_head_renamed");
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), VIETNAM);
    }
}
