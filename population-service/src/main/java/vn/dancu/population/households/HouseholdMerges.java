package vn.dancu.population.households;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.population.households.HouseholdTable.Kept;
import vn.dancu.population.households.HouseholdTable.Membership;
import vn.dancu.population.households.HouseholdTable.Papers;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;

/**
 * What a household makes of two records that are of one person: the record that goes on has the
 * place of the other, the head's too, unless it belongs to another household; and when the merge is
 * undone, each has again what was its own.
 */
@Component
class HouseholdMerges {
    static final String MERGED = "merged";
    private static final String UNDONE = "merge_undone";

    private final HouseholdTable table;
    private final HouseholdLines lines;
    private final Persons persons;

    HouseholdMerges(HouseholdTable table, HouseholdLines lines, Persons persons) {
        this.table = table;
        this.lines = lines;
        this.persons = persons;
    }

    /**
     * @return false if the record that goes on cannot have the place: it is another household's
     */
    boolean handOver(PersonRecord source, LocalDate today, String evidence, String by) {
        UUID from = source.personId();
        PersonRecord survivor = persons.survivor(source);
        UUID to = survivor.personId();
        Optional<UUID> householdId = table.of(from);
        Optional<UUID> other = table.of(to);
        if (householdId.isEmpty()
                || survivor.hasEnded()
                || survivor.status() == LifeStatus.DEAD
                || (other.isPresent() && !other.equals(householdId))) {
            return false;
        }
        Kept kept = table.lock(householdId.get()).orElseThrow();
        Household before = kept.household();
        Relationship place = before.members().get(from);
        // Either may have moved while this waited for the household.
        if (place == null || !table.of(to).equals(other)) {
            return false;
        }
        Relationship prior = before.members().get(to);
        boolean headed = place.isHead();
        Map<UUID, Relationship> members = new TreeMap<>(before.members());
        members.remove(from);
        members.put(to, headed || prior == null ? place : prior);
        Household after = new Household(before.id(), headed ? to : before.head(), members);
        LocalDate on = today.isBefore(kept.changedOn()) ? kept.changedOn() : today;
        Papers papers = new Papers(on, evidence, by, MERGED);
        table.save(kept, after, papers);
        table.handedOver(before.id(), from, to, prior);
        follow(before, after, kept, members.keySet(), papers);
        lines.tell(
                before.id(),
                kept.version() + 1,
                headed ? "head_changed" : "joined",
                Set.of(from, to));
        return true;
    }

    /**
     * @param ended the membership that the record had before the merge
     */
    void giveBack(Membership ended, String evidence, String by) {
        UUID to = ended.personId();
        UUID survivor = Objects.requireNonNull(ended.takenBy());
        Kept kept = table.lock(ended.householdId()).orElseThrow();
        Household before = kept.household();
        boolean headed = ended.relationship().isHead();
        boolean survivorHeads = survivor.equals(before.head());
        Optional<Membership> taken =
                table.in(before.id(), survivor)
                        .filter(m -> to.equals(m.takenFrom()))
                        // Made the head since by a command: the place is its own.
                        .filter(m -> headed || !survivorHeads);
        boolean headAgain =
                headed && (before.head() == null || (survivorHeads && taken.isPresent()));
        Relationship place = headed && !headAgain ? Relationship.UNSTATED : ended.relationship();
        Map<UUID, Relationship> members = new TreeMap<>(before.members());
        Papers papers = new Papers(kept.changedOn(), evidence, by, UNDONE);
        taken.ifPresent(
                m -> {
                    members.remove(survivor);
                    if (m.prior() != null) {
                        members.put(survivor, m.prior());
                    }
                    table.giveBack(m, papers);
                });
        members.put(to, place);
        Household after = new Household(before.id(), headAgain ? to : before.head(), members);
        table.restore(kept, after, ended, place, papers);
        Set<UUID> concerned = new HashSet<>(members.keySet());
        concerned.add(survivor);
        follow(before, after, kept, concerned, papers);
        lines.tell(
                before.id(),
                kept.version() + 1,
                headAgain ? "head_changed" : "joined",
                Set.of(to, survivor));
    }

    private void follow(
            Household before, Household after, Kept kept, Set<UUID> concerned, Papers papers) {
        lines.follow(
                before,
                after,
                kept.fileNumber(),
                persons.lockAll(concerned),
                papers,
                "household_" + papers.leftFor());
    }
}
