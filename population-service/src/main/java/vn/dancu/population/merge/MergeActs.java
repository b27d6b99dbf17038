package vn.dancu.population.merge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import vn.dancu.population.acts.Act;
import vn.dancu.population.acts.ActKind;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.acts.Acts;
import vn.dancu.population.acts.Evidence;
import vn.dancu.population.acts.Situation;
import vn.dancu.population.numbering.NumberDecision;
import vn.dancu.population.numbering.NumberRequests;
import vn.dancu.population.numbering.NumberTasks;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Further;
import vn.dancu.population.record.Kinship;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.PersonDraft;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.RecordClosure;
import vn.dancu.population.record.Relative;

/**
 * Merges as acts. The survivor goes on with its number and takes over what it lacks; the source is
 * closed and leads to it; its number is suspended. Undone, both are as they would be without it.
 */
@Component
class MergeActs implements ActKind<Merge> {
    static final Set<String> NAMES = Set.of(Merge.KIND);
    private static final Set<Evidence.Kind> PROOFS =
            Set.of(
                    Evidence.Kind.VERIFICATION_RECORD,
                    Evidence.Kind.ADMINISTRATIVE_DECISION,
                    Evidence.Kind.UPDATE_FORM,
                    Evidence.Kind.CIVIL_STATUS_ENTRY);

    private final Persons persons;
    private final NumberTasks numberTasks;
    private final NumberRequests numberRequests;
    private final Acts acts;
    private final ObjectProvider<MergeObserver> observers;

    MergeActs(
            Persons persons,
            NumberTasks numberTasks,
            NumberRequests numberRequests,
            @Lazy Acts acts,
            ObjectProvider<MergeObserver> observers) {
        this.persons = persons;
        this.numberTasks = numberTasks;
        this.numberRequests = numberRequests;
        this.acts = acts;
        this.observers = observers;
    }

    @Override
    public Set<String> names() {
        return NAMES;
    }

    @Override
    public Class<Merge> type() {
        return Merge.class;
    }

    @Override
    public String nameOf(Merge merge) {
        return Merge.KIND;
    }

    @Override
    public boolean needsSecondOfficer(Merge merge, boolean bySystem) {
        return true;
    }

    @Override
    public Set<String> systemScopes(Merge merge) {
        return Set.of();
    }

    @Override
    public Optional<UUID> other(Merge merge, PersonRecord survivor) {
        return Optional.of(merge.sourceId());
    }

    @Override
    public void check(Situation<Merge> situation) {
        PersonRecord survivor = situation.person();
        PersonRecord source = source(situation);
        if (!PROOFS.contains(evidence(situation.act()).kind())) {
            throw ActRefused.rule(
                    "evidence_insufficient",
                    "Papers of this kind do not prove that two records are of one person.",
                    "/evidence/kind");
        }
        if (survivor.hasEnded() || source.hasEnded()) {
            throw ActRefused.conflict(
                    "record_closed", "One of the records was merged or cancelled before.");
        }
        if (survivor.number() == null && source.number() != null) {
            throw ActRefused.rule(
                    "survivor_without_number",
                    "The record with the number is the one that goes on.",
                    "/survivorId");
        }
        if ((survivor.status() == LifeStatus.DEAD) != (source.status() == LifeStatus.DEAD)) {
            throw ActRefused.conflict(
                    "life_status_differs",
                    "One is dead and the other is not: register or annul the death first.");
        }
        if (Kinship.names(survivor, source) || Kinship.names(source, survivor)) {
            throw ActRefused.rule(
                    "records_of_relatives",
                    "One of the records names the other as a relative.",
                    "");
        }
        if (haveDifferentSpouses(survivor, source)) {
            throw ActRefused.conflict(
                    "spouses_differ", "Both are linked to a spouse, and not to the same one.");
        }
    }

    private boolean haveDifferentSpouses(PersonRecord one, PersonRecord other) {
        Optional<UUID> ofOne = spouse(one);
        Optional<UUID> ofOther = spouse(other);
        return ofOne.isPresent() && ofOther.isPresent() && !ofOne.equals(ofOther);
    }

    private Optional<UUID> spouse(PersonRecord person) {
        return Optional.ofNullable(person.relatives().spouse())
                .map(Relative::personId)
                .flatMap(persons::find)
                .map(persons::survivor)
                .map(PersonRecord::personId);
    }

    @Override
    public void record(Situation<Merge> situation) {
        Act act = situation.act();
        PersonRecord survivor = situation.person();
        PersonRecord source = source(situation);
        String proof = evidence(act).reference();
        numberTasks.transition(
                "suspend",
                "merged",
                source.personId(),
                source.number(),
                survivor.personId(),
                decision(act, act.firstOfficer(), act.secondOfficer(), proof));
        numberRequests.withdraw(source.personId());
        persons.change(
                source,
                part(Change.since(situation.today(), "merged", proof), act)
                        .announcedAs("population.person-merged.v1"),
                d -> {
                    d.closed = RecordClosure.MERGED;
                    d.mergedInto = survivor.personId();
                    if (d.number != null) {
                        d.numberStatus = NumberStatus.SUSPENDED;
                    }
                });
        persons.change(
                survivor, part(Change.always("merged_from", proof), act), d -> takeOver(d, source));
        spouseOf(source)
                .ifPresent(
                        spouse ->
                                persons.change(
                                        spouse.personId(),
                                        part(Change.correcting("spouse_merged", proof), act),
                                        d -> d.spouse = named(survivor)));
        MergeObserver.Merged merged =
                new MergeObserver.Merged(
                        act.actId(),
                        survivor.personId(),
                        source.personId(),
                        Objects.requireNonNull(act.secondOfficer()));
        observers.forEach(observer -> observer.recorded(merged));
    }

    /** The spouse whose record leads to this one. */
    private Optional<PersonRecord> spouseOf(PersonRecord source) {
        return spouse(source)
                .flatMap(persons::find)
                .filter(spouse -> Kinship.isOf(spouse.relatives().spouse(), source));
    }

    /** What the survivor says stays; where it says nothing, the source speaks. */
    private static void takeOver(PersonDraft d, PersonRecord source) {
        d.protectedPerson |= source.needsScope();
        d.otherOldNumbers = oldNumbers(d, source);
        d.father = d.father == null ? source.relatives().father() : d.father;
        d.mother = d.mother == null ? source.relatives().mother() : d.mother;
        d.representative =
                d.representative == null ? source.relatives().representative() : d.representative;
        d.religion = d.religion == null ? source.religion() : d.religion;
        d.bloodGroup = d.bloodGroup == null ? source.bloodGroup() : d.bloodGroup;
        d.birthOrder = d.birthOrder == null ? source.birthOrder() : d.birthOrder;
        takeOver(d, source.further());
        if (d.spouse == null && d.maritalStatus == 0) {
            d.spouse = source.relatives().spouse();
            d.maritalStatus = source.maritalStatus();
        }
        if (d.permanentResidence == null
                && d.temporaryResidence == null
                && d.currentResidence == null
                && d.residenceAbroad == null) {
            d.residenceAbroad = source.further().residenceAbroad();
            d.temporaryAbsence = source.further().temporaryAbsence();
            d.permanentResidence = source.permanentResidence();
            d.temporaryResidence = source.temporaryResidence();
            d.currentResidence = source.currentResidence();
        }
    }

    private static void takeOver(PersonDraft d, Further further) {
        d.otherNames = d.otherNames == null ? further.otherNames() : d.otherNames;
        d.placeOfBirth = d.placeOfBirth == null ? further.placeOfBirth() : d.placeOfBirth;
        d.papers = d.papers == null ? further.papers() : d.papers;
        d.phone = d.phone == null ? further.phone() : d.phone;
        d.email = d.email == null ? further.email() : d.email;
        d.occupation = d.occupation == null ? further.occupation() : d.occupation;
    }

    private static @Nullable List<String> oldNumbers(PersonDraft d, PersonRecord source) {
        Set<String> numbers = new LinkedHashSet<>();
        if (d.otherOldNumbers != null) {
            numbers.addAll(d.otherOldNumbers);
        }
        if (source.oldNumber() != null) {
            numbers.add(source.oldNumber());
        }
        if (source.further().otherOldNumbers() != null) {
            numbers.addAll(source.further().otherOldNumbers());
        }
        numbers.remove(d.oldNumber);
        return numbers.isEmpty() ? null : new ArrayList<>(numbers);
    }

    private static Relative named(PersonRecord person) {
        return new Relative(
                person.name(),
                person.number(),
                person.oldNumber(),
                person.nationality(),
                person.personId());
    }

    @Override
    public void checkAnnulment(Situation<Merge> situation, Collection<Act> later) {
        if (situation.person().hasEnded()) {
            throw ActRefused.conflict(
                    "later_acts_exist",
                    "The record that went on was merged or cancelled since: annul that first.");
        }
    }

    @Override
    public void annul(Situation<Merge> situation, Collection<Act> later) {
        Act act = situation.act();
        Act.Annulment annulment = Objects.requireNonNull(act.annulment());
        String proof = annulment.evidence().reference();
        Change change = Change.always("merge_undone", proof).partOf(act.actId()).evenIfClosed(true);
        if (annulment.secondOfficer() != null) {
            change = change.decidedBy(annulment.firstOfficer(), annulment.secondOfficer());
        }
        UUID sourceId = source(situation).personId();
        acts.takeBack(act, act.personId(), change);
        acts.takeBack(act, sourceId, change.announcedAs("population.person-merge-undone.v1"));
        PersonRecord source = inUse(persons.find(sourceId).orElseThrow(), proof, act);
        Change ofSpouse = change;
        spouse(source).ifPresent(spouse -> acts.takeBack(act, spouse, ofSpouse));
        numberTasks.transition(
                "reinstate",
                "merge_undone",
                sourceId,
                source.number(),
                null,
                decision(act, annulment.firstOfficer(), annulment.secondOfficer(), proof));
        if (source.numberStatus() == NumberStatus.AWAITING && source.numberReason() == null) {
            numberRequests.ask(source);
        }
        MergeObserver.Merged merged =
                new MergeObserver.Merged(
                        act.actId(),
                        act.personId(),
                        sourceId,
                        Objects.requireNonNullElse(
                                annulment.secondOfficer(), annulment.firstOfficer()));
        observers.forEach(
                observer -> {
                    observer.undone(merged);
                    observer.off(act.actId());
                });
    }

    /** A number that was re-established since the merge came suspended: it is in use again. */
    private PersonRecord inUse(PersonRecord source, String proof, Act act) {
        if (source.hasEnded() || source.numberStatus() != NumberStatus.SUSPENDED) {
            return source;
        }
        return persons.change(
                source,
                Change.correcting("merge_undone", proof).partOf(act.actId()),
                d -> d.numberStatus = NumberStatus.ASSIGNED);
    }

    @Override
    public void dropped(Act act) {
        observers.forEach(observer -> observer.off(act.actId()));
    }

    private static PersonRecord source(Situation<Merge> situation) {
        return situation.other().orElseThrow();
    }

    private static Change part(Change change, Act act) {
        Change part = change.partOf(act.actId());
        return act.secondOfficer() == null
                ? part
                : part.decidedBy(act.firstOfficer(), act.secondOfficer());
    }

    private static NumberDecision decision(
            Act act, String first, @Nullable String second, String evidence) {
        return new NumberDecision(act.actId(), evidence, first, second, null);
    }

    private static Evidence evidence(Act act) {
        return Objects.requireNonNull(act.evidence());
    }
}
