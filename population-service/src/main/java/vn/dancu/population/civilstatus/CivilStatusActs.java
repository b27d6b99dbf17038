package vn.dancu.population.civilstatus;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
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
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Protection;
import vn.dancu.population.record.RecordClosure;

/** Civil-status events as acts: their rules, what they do to the records and to the number. */
@Component
class CivilStatusActs implements ActKind<CivilStatusEvent> {
    static final Set<String> NAMES =
            Stream.of(EventKind.values()).map(EventKind::name).collect(Collectors.toSet());

    private static final Comparator<Act> LATEST_FIRST =
            Comparator.comparing((Act act) -> Objects.requireNonNull(act.decidedAt())).reversed();

    private final Persons persons;
    private final Newborns newborns;
    private final NumberTasks numberTasks;
    private final NumberRequests numberRequests;
    private final Kin kin;
    private final Acts acts;

    CivilStatusActs(
            Persons persons,
            Newborns newborns,
            NumberTasks numberTasks,
            NumberRequests numberRequests,
            Kin kin,
            @Lazy Acts acts) {
        this.persons = persons;
        this.newborns = newborns;
        this.numberTasks = numberTasks;
        this.numberRequests = numberRequests;
        this.kin = kin;
        this.acts = acts;
    }

    @Override
    public Set<String> names() {
        return NAMES;
    }

    @Override
    public Class<CivilStatusEvent> type() {
        return CivilStatusEvent.class;
    }

    @Override
    public String nameOf(CivilStatusEvent event) {
        return event.kind().name();
    }

    @Override
    public boolean needsSecondOfficer(CivilStatusEvent event, boolean bySystem) {
        return event.identifies() && (!bySystem || event.kind().needsSecondOfficerAlways());
    }

    @Override
    public Set<String> systemScopes(CivilStatusEvent event) {
        return Set.of(event.kind().systemScope());
    }

    @Override
    public String officerScope(CivilStatusEvent event) {
        return event.kind().officerScope();
    }

    @Override
    public Optional<String> readScope(String kind) {
        EventKind event = EventKind.valueOf(kind);
        return event == EventKind.ADOPTION
                        || event == EventKind.SEX_REDETERMINATION
                        || event.isProtection()
                ? Optional.of(Disclosure.SCOPE)
                : Optional.empty();
    }

    @Override
    public boolean makesPerson(CivilStatusEvent event) {
        return event instanceof Birth;
    }

    @Override
    public @Nullable String placeOf(CivilStatusEvent event) {
        return event instanceof Birth birth ? birth.child().birthRegistrationPlace().units() : null;
    }

    @Override
    public Optional<UUID> other(CivilStatusEvent event, PersonRecord person) {
        return event.other(person, kin);
    }

    @Override
    public void check(Situation<CivilStatusEvent> situation) {
        CivilStatusEvent event = situation.what();
        if (!event.kind().isProvedBy(evidence(situation.act()).kind())) {
            throw ProblemException.refused(
                    "evidence_insufficient",
                    "Papers of this kind do not prove such an event.",
                    "/evidence/kind");
        }
        if (!(event instanceof Birth)) {
            event.check(facts(situation));
        }
        if (event instanceof Correction correction && correction.dateOfDeath() != null) {
            situation.other().ifPresent(spouse -> checkRemarriage(situation, correction, spouse));
        }
    }

    /** Nobody marries again before the death that ends the marriage. */
    private void checkRemarriage(
            Situation<CivilStatusEvent> situation, Correction correction, PersonRecord spouse) {
        PersonRecord dead = situation.person();
        LocalDate thought = Objects.requireNonNull(dead.death()).date().earliest();
        LocalDate right = Objects.requireNonNull(correction.dateOfDeath()).earliest();
        boolean remarriedBefore =
                acts.inForce(spouse.personId()).stream()
                        .filter(act -> act.kind().equals(EventKind.MARRIAGE.name()))
                        .filter(act -> !act.concerns(dead.personId()))
                        .map(act -> acts.facts(this, act))
                        .map(facts -> ((Marriage) facts).registeredOn())
                        .anyMatch(day -> !day.isBefore(thought) && day.isBefore(right));
        if (remarriedBefore) {
            throw ActRefused.conflict(
                    "spouse_remarried_before",
                    "The other spouse married again before that day: annul that marriage first.");
        }
    }

    @Override
    public void record(Situation<CivilStatusEvent> situation) {
        CivilStatusEvent event = situation.what();
        Act act = situation.act();
        if (event instanceof Birth birth) {
            newborns.register(act, birth, evidence(act).reference(), situation.today());
            return;
        }
        for (Effect effect : event.effects(facts(situation))) {
            persons.change(effect.person(), part(effect.change(), act), effect.edit());
        }
        PersonRecord before = situation.person();
        PersonRecord after = persons.find(act.personId()).orElseThrow();
        if (event instanceof Correction correction && correction.dateOfDeath() != null) {
            moveWidowhood(situation, correction.dateOfDeath().earliest());
        }
        if (event instanceof Death) {
            numberTasks.transition(
                    "suspend", "died", act.personId(), after.number(), null, decision(act));
        } else {
            renumber(event, before, after, act);
        }
    }

    /** Who was widowed by the death is so from the right day on. */
    private void moveWidowhood(Situation<CivilStatusEvent> situation, LocalDate from) {
        Act act = situation.act();
        UUID spouse = act.otherId();
        if (spouse == null) {
            return;
        }
        Change change = part(Change.since(from, "widowed", evidence(act).reference()), act);
        acts.inForce(act.personId()).stream()
                .filter(earlier -> !earlier.actId().equals(act.actId()))
                .filter(earlier -> tellsOfDeath(earlier) && spouse.equals(earlier.otherId()))
                .map(earlier -> acts.versionsInForce(earlier, spouse))
                .filter(made -> !made.isEmpty())
                .findFirst()
                .ifPresent(made -> made.forEach(v -> persons.redate(spouse, v, change)));
    }

    /** Whether a death became known by it, or another date of one. */
    private boolean tellsOfDeath(Act act) {
        return act.kind().equals(EventKind.DEATH.name()) || correctsDeath(act);
    }

    private boolean correctsDeath(Act act) {
        return act.kind().equals(EventKind.CORRECTION.name())
                && acts.facts(this, act) instanceof Correction correction
                && correction.dateOfDeath() != null;
    }

    /** What the number tells has changed, or what it needs is known at last. */
    private void renumber(
            CivilStatusEvent event, PersonRecord before, PersonRecord after, Act act) {
        if (after.number() != null && act.secondOfficer() != null) {
            numberTasks.reestablish(before, after, reason(event, before, after), decision(act));
        } else if (after.numberStatus() == NumberStatus.AWAITING
                && after.numberReason() != null
                && NumberRequests.obstacle(before.sex(), before.dateOfBirth().year()).isPresent()
                && NumberRequests.obstacle(after.sex(), after.dateOfBirth().year()).isEmpty()) {
            PersonRecord asking =
                    persons.change(
                            after,
                            part(Change.correcting("number_asked", "act " + act.actId()), act),
                            d -> d.numberReason = null);
            numberRequests.ask(asking);
        }
    }

    /** Circular 59/2021 Art 6.1. */
    private static String reason(CivilStatusEvent event, PersonRecord before, PersonRecord after) {
        if (event instanceof SexRedetermination) {
            return "sex_redetermined";
        }
        return before.dateOfBirth().year() != after.dateOfBirth().year()
                        && before.sex() == after.sex()
                ? "birth_year_corrected"
                : "data_entry_error";
    }

    @Override
    public void checkAnnulment(Situation<CivilStatusEvent> situation, Collection<Act> later) {
        Act act = situation.act();
        boolean deathMoved =
                tellsOfDeath(act)
                        && later.stream()
                                .anyMatch(
                                        one ->
                                                one.personId().equals(act.personId())
                                                        && correctsDeath(one));
        if (later.stream().anyMatch(one -> standsOn(one, act)) || deathMoved) {
            throw ActRefused.conflict(
                    "later_acts_exist", "Later acts that stand on this one are annulled first.");
        }
    }

    /** Whether the later act has no sense without the earlier one. */
    private static boolean standsOn(Act later, Act earlier) {
        Set<String> standing =
                switch (EventKind.valueOf(earlier.kind())) {
                    case BIRTH -> null;
                    case MARRIAGE -> names(EnumSet.of(EventKind.DIVORCE));
                    case DIVORCE -> names(EnumSet.of(EventKind.MARRIAGE));
                    case MISSING -> names(EnumSet.of(EventKind.RETURN));
                    case GUARDIANSHIP -> names(EnumSet.of(EventKind.GUARDIANSHIP_END));
                    case GUARDIANSHIP_END -> names(EnumSet.of(EventKind.GUARDIANSHIP));
                    case PROTECTION -> names(EnumSet.of(EventKind.PROTECTION_END));
                    case PROTECTION_END -> names(EnumSet.of(EventKind.PROTECTION));
                    case NATIONALITY_LOSS -> names(EnumSet.of(EventKind.NATIONALITY_REGAIN));
                    case NATIONALITY_REGAIN -> names(EnumSet.of(EventKind.NATIONALITY_LOSS));
                    default -> Set.of();
                };
        return standing == null || standing.contains(later.kind());
    }

    private static Set<String> names(Set<EventKind> kinds) {
        return kinds.stream().map(EventKind::name).collect(Collectors.toSet());
    }

    @Override
    public void annul(Situation<CivilStatusEvent> situation, Collection<Act> later) {
        Act act = situation.act();
        Act.Annulment annulment = Objects.requireNonNull(act.annulment());
        String cause = act.kind().toLowerCase(Locale.ROOT) + "_annulled";
        Change change =
                Change.always(cause, annulment.evidence().reference())
                        .partOf(act.actId())
                        .evenIfClosed(true);
        if (annulment.secondOfficer() != null) {
            change = change.decidedBy(annulment.firstOfficer(), annulment.secondOfficer());
        }
        NumberDecision decision = decisionOfAnnulment(act, annulment);
        switch (EventKind.valueOf(act.kind())) {
            case BIRTH -> cancel(situation, decision);
            case DEATH -> {
                takeBack(
                        situation,
                        change,
                        change.announcedAs("population.person-death-annulled.v1"));
                endMarriageOfRemarried(situation, annulment);
                numberTasks.transition(
                        "reinstate",
                        "death_annulled",
                        act.personId(),
                        situation.person().number(),
                        null,
                        decision);
            }
            default -> {
                takeBack(situation, change, change);
                takeBackWidowhood(act, change, later);
                numberTasks.revert(act.personId(), decision);
            }
        }
    }

    private void takeBack(Situation<CivilStatusEvent> situation, Change change, Change ofFirst) {
        Act act = situation.act();
        acts.takeBack(act, act.personId(), protectedAs(act, ofFirst));
        situation.other().ifPresent(other -> acts.takeBack(act, other.personId(), change));
    }

    /** Law on Marriage and Family 52/2014 Art 67.1: the later marriage of the other one stands. */
    private void endMarriageOfRemarried(
            Situation<CivilStatusEvent> situation, Act.Annulment annulment) {
        PersonRecord returned = persons.find(situation.act().personId()).orElseThrow();
        Spouses.onRecord(returned, kin)
                .filter(spouse -> Spouses.isMarried(returned))
                .filter(spouse -> !Spouses.areMarried(returned, spouse))
                .ifPresent(
                        spouse -> {
                            Effect single =
                                    Spouses.single(
                                            returned,
                                            Change.since(
                                                    situation.today(),
                                                    "spouse_remarried",
                                                    annulment.evidence().reference()));
                            persons.change(returned, single.change(), single.edit());
                        });
    }

    /** Nobody is widowed of a marriage that never was. */
    private void takeBackWidowhood(Act act, Change change, Collection<Act> later) {
        if (EventKind.valueOf(act.kind()) == EventKind.MARRIAGE) {
            later.stream()
                    .filter(this::tellsOfDeath)
                    .sorted(LATEST_FIRST)
                    .forEach(
                            death ->
                                    Optional.ofNullable(death.otherId())
                                            .ifPresent(
                                                    widowed ->
                                                            acts.takeBack(death, widowed, change)));
        }
    }

    /** Who knows that a protected act was annulled knows of the act. */
    private static Change protectedAs(Act act, Change change) {
        Protection protection = protection(act);
        return protection == null ? change : change.protecting(protection);
    }

    /** There was no such birth: the record is closed, its number cancelled, and both stay. */
    private void cancel(Situation<CivilStatusEvent> situation, NumberDecision decision) {
        PersonRecord person = situation.person();
        numberTasks.transition(
                "cancel", "birth_annulled", person.personId(), person.number(), null, decision);
        numberRequests.withdraw(person.personId());
        newborns.forget(person.personId());
        // From today on: the number that it had until now stays in its history.
        Change change =
                Change.since(situation.today(), "birth_annulled", decision.evidence())
                        .partOf(decision.actId());
        persons.change(
                person,
                decision.approvedBy() == null
                        ? change
                        : change.decidedBy(decision.proposedBy(), decision.approvedBy()),
                d -> {
                    d.closed = RecordClosure.CANCELLED;
                    d.unnumbered(NumberStatus.CANCELLED, "birth_annulled");
                });
    }

    private Facts facts(Situation<CivilStatusEvent> situation) {
        return new Facts(
                situation.person(),
                situation.other().orElse(null),
                evidence(situation.act()),
                situation.today(),
                kin,
                situation.where());
    }

    private static Change part(Change change, Act act) {
        Change part = change.partOf(act.actId());
        return act.secondOfficer() == null
                ? part
                : part.decidedBy(act.firstOfficer(), act.secondOfficer());
    }

    private static NumberDecision decision(Act act) {
        return new NumberDecision(
                act.actId(),
                evidence(act).reference(),
                act.firstOfficer(),
                act.secondOfficer(),
                protection(act));
    }

    private static NumberDecision decisionOfAnnulment(Act act, Act.Annulment annulment) {
        return new NumberDecision(
                act.actId(),
                annulment.evidence().reference(),
                annulment.firstOfficer(),
                annulment.secondOfficer(),
                protection(act));
    }

    private static @Nullable Protection protection(Act act) {
        return switch (EventKind.valueOf(act.kind())) {
            case ADOPTION -> Protection.ADOPTION;
            case SEX_REDETERMINATION -> Protection.SEX_REDETERMINED;
            case PROTECTION, PROTECTION_END -> Protection.DECISION;
            default -> null;
        };
    }

    private static Evidence evidence(Act act) {
        Evidence evidence = act.evidence();
        if (evidence == null) {
            throw new IllegalStateException("an act without evidence");
        }
        return evidence;
    }

    /** The kinds, for queries. */
    static List<String> kinds() {
        return new ArrayList<>(NAMES);
    }
}
