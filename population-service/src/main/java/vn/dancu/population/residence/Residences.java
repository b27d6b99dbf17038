package vn.dancu.population.residence;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonNotFoundException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.ProtectedPersonException;
import vn.dancu.population.record.WritingRights;

/**
 * Registers where people live, stay and go. A move in is registered by the officer of the place
 * that is moved to, and ends the residence before it; a residence is ended, corrected and annulled
 * where it is registered (Law on Residence 68/2020 Art 22, 24, 28).
 */
@Service
public class Residences {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /** Art 27.2: each extension is for two years at most. */
    private static final int MOST_YEARS_MORE = 2;

    private final Persons persons;
    private final ResidenceTable table;
    private final ResidenceRules rules;
    private final WritingRights rights;
    private final Disclosure disclosure;
    private final IdempotencyKeys keys;
    private final AuditRecords audit;
    private final Clock clock;

    Residences(
            Persons persons,
            ResidenceTable table,
            ResidenceRules rules,
            WritingRights rights,
            Disclosure disclosure,
            IdempotencyKeys keys,
            AuditRecords audit,
            Clock clock) {
        this.persons = persons;
        this.table = table;
        this.rules = rules;
        this.rights = rights;
        this.disclosure = disclosure;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    /** The same command twice is about the same person and period. */
    private record About(UUID personId, @Nullable UUID residenceId, Object command) {}

    /**
     * @return the id of the period
     * @throws ProblemException 403 {@code outside_territory}; 404 {@code person_not_found}; 409
     *     {@code person_dead}, {@code period_exists}, {@code stale_version}; 422 {@code
     *     invalid_fields}, {@code temporary_in_permanent_commune}
     */
    @Transactional
    public UUID register(UUID personId, Registration registration) {
        return once(
                "residence-register",
                new About(personId, null, registration),
                () -> registerNow(personId, registration));
    }

    private UUID once(String operation, About about, Supplier<UUID> effect) {
        return UUID.fromString(keys.once(operation, about, () -> effect.get().toString()));
    }

    private UUID registerNow(UUID personId, Registration registration) {
        PersonRecord person = living(personId, registration.expectedVersion());
        rules.check(registration, person, today());
        requireOfficerOf(registration.kind(), registration.where(), person);
        Period added =
                Period.starting(
                        UUID.randomUUID(),
                        registration.kind(),
                        registration.from(),
                        registration.until(),
                        registration.where());
        add(person, added, registration);
        if (added.kind() == ResidenceKind.PERMANENT) {
            endTemporaryAtSamePlace(personId, added, registration);
        }
        return added.id();
    }

    private void add(PersonRecord person, Period added, Registration registration) {
        UUID personId = person.personId();
        LocalDate from = Objects.requireNonNull(added.from());
        Map<ResidenceKind, Periods> all = table.periods(personId);
        Periods known = of(all, added.kind());
        Periods before = agreeing(known, added.kind(), person);
        if (added.kind() == ResidenceKind.TEMPORARY) {
            Periods permanent =
                    agreeing(of(all, ResidenceKind.PERMANENT), ResidenceKind.PERMANENT, person);
            ResidenceRules.checkApart(added, permanent.on(from).orElse(null));
        }
        Periods after = before.register(added);
        PersonRecord changed =
                persons.change(
                        person,
                        Change.since(
                                from, cause(added.kind(), "registered"), registration.evidence()),
                        ResidenceLines.began(
                                added, registration.expectedEnd(), registration.reason()));
        table.save(
                personId,
                known,
                after,
                added.id(),
                new ResidenceTable.Papers(
                        registration.reason(),
                        registration.expectedEnd(),
                        registration.evidence(),
                        rights.signature(),
                        changed.version() == person.version()
                                ? List.of()
                                : List.of(changed.version())));
        tellEnds(personId, added.kind(), "ended", registration.evidence());
    }

    /**
     * Brings the record in line with the ends of the periods: it says so where one ended by itself
     * and none follows on that day, and does not say so any more where a registration that came
     * later ended it sooner.
     */
    private void tellEnds(UUID personId, ResidenceKind kind, String what, String evidence) {
        if (!kind.onRecord()) {
            return;
        }
        List<ResidenceTable.Registered> rows =
                table.rows(personId).stream().filter(r -> r.period().kind() == kind).toList();
        Periods periods =
                new Periods(rows.stream().map(ResidenceTable.Registered::period).toList());
        for (ResidenceTable.Registered row : rows) {
            Period period = periods.find(row.period().id()).orElseThrow();
            LocalDate end = period.ownEnd();
            boolean over = end != null && !end.isAfter(today());
            boolean toTell =
                    end != null && over && end.equals(period.until()) && periods.on(end).isEmpty();
            Long told = row.endVersion();
            if (end != null && toTell && told == null) {
                PersonRecord person = persons.lock(personId);
                PersonRecord changed =
                        persons.change(
                                person,
                                Change.since(end, cause(kind, what), evidence).evenIfClosed(true),
                                ResidenceLines.ended(kind));
                told = changed.version() == person.version() ? null : changed.version();
            } else if (!toTell && told != null) {
                persons.annul(personId, told, Change.always(cause(kind, "end_annulled"), evidence));
                told = null;
            }
            table.settle(personId, period.id(), over, told);
        }
    }

    /** Art 29.1 đ: who registers permanent residence there ends the temporary one. */
    private void endTemporaryAtSamePlace(
            UUID personId, Period permanent, Registration registration) {
        LocalDate from = Objects.requireNonNull(permanent.from());
        PersonRecord person = persons.lock(personId);
        Periods known = of(table.periods(personId), ResidenceKind.TEMPORARY);
        Periods temporary = agreeing(known, ResidenceKind.TEMPORARY, person);
        temporary
                .current(today())
                .filter(p -> p.where().isInSameCommuneAs(permanent.where()))
                .filter(p -> p.startsBefore(from))
                .ifPresent(
                        p ->
                                endPeriod(
                                        personId,
                                        p,
                                        known,
                                        temporary,
                                        from,
                                        registration.evidence()));
    }

    /**
     * Ends a residence, or registers the return of who was away.
     *
     * @throws ProblemException 404 {@code residence_not_found}; 409 {@code already_ended}; 422
     *     {@code end_before_start}, {@code date_in_future}
     */
    @Transactional
    public UUID end(UUID personId, UUID residenceId, Registration.End end) {
        return once(
                "residence-end",
                new About(personId, residenceId, end),
                () -> {
                    PersonRecord person = lock(personId, end.expectedVersion());
                    Period period = known(person, residenceId).period();
                    requireOfficerOf(period.kind(), period.where(), person);
                    if (end.on().isAfter(today())) {
                        throw ProblemException.refused(
                                "date_in_future", "It is ended when it ends.", "/on");
                    }
                    Periods known = of(table.periods(personId), period.kind());
                    Periods before = agreeing(known, period.kind(), person);
                    endPeriod(personId, period, known, before, end.on(), end.evidence());
                    return residenceId;
                });
    }

    private void endPeriod(
            UUID personId,
            Period period,
            Periods known,
            Periods before,
            LocalDate on,
            String evidence) {
        table.save(personId, known, before.end(period.id(), on));
        table.note(personId, period.id(), "ended", on, evidence, rights.signature());
        tellEnds(personId, period.kind(), "ended", evidence);
    }

    /**
     * Extends a term of temporary residence (Art 28.2).
     *
     * @throws ProblemException 409 {@code not_extendable}, {@code term_over}, {@code
     *     period_superseded}; 422 {@code term_too_short}, {@code term_too_long}
     */
    @Transactional
    public UUID extend(UUID personId, UUID residenceId, Registration.Extension extension) {
        return once(
                "residence-extend",
                new About(personId, residenceId, extension),
                () -> extendNow(personId, residenceId, extension));
    }

    private UUID extendNow(UUID personId, UUID residenceId, Registration.Extension extension) {
        PersonRecord person = living(personId, extension.expectedVersion());
        Period period = known(person, residenceId).period();
        requireOfficerOf(period.kind(), period.where(), person);
        LocalDate end = period.ownEnd();
        if (period.kind() != ResidenceKind.TEMPORARY || end == null) {
            throw ProblemException.conflict(
                    "not_extendable", "Only a term of temporary residence is extended.");
        }
        if (!end.isAfter(today())) {
            throw ProblemException.conflict(
                    "term_over", "The term is over; the residence is registered anew.");
        }
        if (!extension.until().isAfter(end)) {
            throw ProblemException.refused(
                    "term_too_short", "An extension ends after the term.", "/until");
        }
        if (extension.until().isAfter(end.plusYears(MOST_YEARS_MORE))) {
            throw ProblemException.refused(
                    "term_too_long", "An extension is for two years at most.", "/until");
        }
        Periods known = of(table.periods(personId), ResidenceKind.TEMPORARY);
        Periods before = agreeing(known, ResidenceKind.TEMPORARY, person);
        table.save(personId, known, before.extend(residenceId, extension.until()));
        table.note(
                personId,
                residenceId,
                "extended",
                extension.until(),
                extension.evidence(),
                rights.signature());
        return residenceId;
    }

    /**
     * Puts another period in the place of a wrong one; what was wrong is kept.
     *
     * @return the id of the period that is right
     */
    @Transactional
    public UUID correct(UUID personId, UUID residenceId, Registration.Correction correction) {
        return once(
                "residence-correct",
                new About(personId, residenceId, correction),
                () -> correctNow(personId, residenceId, correction));
    }

    private UUID correctNow(UUID personId, UUID residenceId, Registration.Correction correction) {
        PersonRecord person = living(personId, correction.expectedVersion());
        ResidenceTable.Registered wrong = known(person, residenceId);
        Period period = wrong.period();
        requireOfficerOf(period.kind(), period.where(), person);
        Registration right = corrected(wrong, correction);
        rules.check(right, person, today());
        requireOfficerOf(right.kind(), right.where(), person);
        takeBack(person, wrong, correction.evidence());
        Period added =
                Period.starting(
                        UUID.randomUUID(),
                        right.kind(),
                        right.from(),
                        correction.until() == null ? period.ownEnd() : correction.until(),
                        right.where());
        add(persons.lock(personId), added, right);
        return added.id();
    }

    private static Registration corrected(
            ResidenceTable.Registered wrong, Registration.Correction correction) {
        Period period = wrong.period();
        boolean elsewhere = correction.place() != null || correction.country() != null;
        Where where =
                elsewhere
                        ? new Where(correction.place(), correction.country(), correction.detail())
                        : period.where();
        LocalDate from = correction.from() == null ? period.from() : correction.from();
        if (from == null) {
            throw ProblemException.refused(
                    "missing_field", "Since when it holds was not known so far.", "/from");
        }
        return new Registration(
                period.kind(),
                where.place(),
                where.country(),
                where.detail(),
                from,
                period.kind().forTerm() && correction.until() == null
                        ? period.ownEnd()
                        : correction.until(),
                wrong.papers().expectedEnd(),
                wrong.papers().reason(),
                correction.evidence(),
                null);
    }

    /**
     * Takes back a registration that was void (Art 35): the residence before it goes on.
     *
     * @throws ProblemException 422 {@code second_officer_required} if the same officer registered
     *     it
     */
    @Transactional
    public UUID annul(UUID personId, UUID residenceId, Registration.Annulment annulment) {
        return once(
                "residence-annul",
                new About(personId, residenceId, annulment),
                () -> {
                    PersonRecord person = lock(personId, annulment.expectedVersion());
                    ResidenceTable.Registered registered = known(person, residenceId);
                    Period period = registered.period();
                    requireOfficerOf(period.kind(), period.where(), person);
                    rights.requireSecond(registered.papers().recordedBy());
                    takeBack(person, registered, annulment.evidence());
                    return residenceId;
                });
    }

    private void takeBack(
            PersonRecord person, ResidenceTable.Registered registered, String evidence) {
        UUID personId = person.personId();
        Period period = registered.period();
        String cause = cause(period.kind(), "annulled");
        Periods known = of(table.periods(personId), period.kind());
        List<Long> versions = new ArrayList<>(registered.papers().versions());
        if (registered.endVersion() != null) {
            versions.add(registered.endVersion());
        }
        for (Long version : versions.reversed()) {
            persons.annul(personId, version, Change.always(cause, evidence));
        }
        boolean ofRecord = known.find(period.id()).isEmpty();
        if (ofRecord
                || (versions.isEmpty() && known.current(today()).equals(Optional.of(period)))) {
            // It came with the record, so that nothing else holds without it.
            persons.change(
                    person,
                    period.from() == null
                            ? Change.always(cause, evidence)
                            : Change.since(period.from(), cause, evidence),
                    ResidenceLines.ended(period.kind()));
        }
        table.note(personId, period.id(), "annulled", null, evidence, rights.signature());
        table.save(personId, known, known.without(period.id()));
        tellEnds(personId, period.kind(), "ended", evidence);
    }

    /** People whose terms of temporary residence ran out and whose records do not say so. */
    @Transactional(readOnly = true)
    public List<UUID> expired(int limit) {
        return table.expired(today(), limit).stream()
                .map(ResidenceTable.Expired::personId)
                .distinct()
                .toList();
    }

    /** Tells a record of a temporary residence that ran out (Art 29.1). */
    @Transactional
    public void settle(UUID personId) {
        persons.lock(personId);
        tellEnds(personId, ResidenceKind.TEMPORARY, "expired", "term");
    }

    /**
     * All periods of a person that hold; the read is recorded.
     *
     * @throws ProtectedPersonException 403, if a scope is missing
     */
    @Transactional(noRollbackFor = ProtectedPersonException.class)
    public List<ResidenceView> read(UUID personId) {
        PersonRecord person = persons.find(personId).orElseThrow(PersonNotFoundException::new);
        boolean allowed = disclosure.mayRead(person);
        audit.record(
                "residences_read",
                Optional.of(personId),
                allowed ? "answered" : "protected_person");
        if (!allowed) {
            throw new ProtectedPersonException();
        }
        return ResidenceView.of(person, table.rows(personId), today());
    }

    private PersonRecord lock(UUID personId, @Nullable Long expectedVersion) {
        PersonRecord person =
                expectedVersion == null
                        ? persons.lock(personId)
                        : persons.lock(personId, expectedVersion);
        rights.requireUnrelated(person);
        return person;
    }

    private PersonRecord living(UUID personId, @Nullable Long expectedVersion) {
        PersonRecord person = lock(personId, expectedVersion);
        if (person.status() == LifeStatus.DEAD) {
            throw ProblemException.conflict(
                    "person_dead", "The residence of the dead is not registered.");
        }
        return person;
    }

    /** Where it is registered; for who is away, where the record is kept. */
    private void requireOfficerOf(ResidenceKind kind, Where where, PersonRecord person) {
        Place place = kind.atPlace() ? where.place() : person.keptAt().orElse(null);
        rights.requireTerritory(place);
    }

    /**
     * A period by its id. One that only the record tells of is known by an id that follows from the
     * person and the kind, until the first change brings it into the table.
     */
    private ResidenceTable.Registered known(PersonRecord person, UUID residenceId) {
        return table.find(person.personId(), residenceId)
                .or(() -> ofRecord(person, residenceId))
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "residence_not_found", "No such period is on record."));
    }

    private Optional<ResidenceTable.Registered> ofRecord(PersonRecord person, UUID residenceId) {
        Map<ResidenceKind, Periods> all = table.periods(person.personId());
        return all.entrySet().stream()
                .filter(entry -> entry.getKey().onRecord() && entry.getValue().last().isEmpty())
                .flatMap(
                        entry -> agreeing(entry.getValue(), entry.getKey(), person).last().stream())
                .filter(period -> period.id().equals(residenceId))
                .map(
                        period ->
                                new ResidenceTable.Registered(
                                        period, ResidenceTable.OF_RECORD, null))
                .findFirst();
    }

    private static Periods of(Map<ResidenceKind, Periods> all, ResidenceKind kind) {
        return Objects.requireNonNull(all.get(kind));
    }

    private Periods agreeing(Periods known, ResidenceKind kind, PersonRecord person) {
        if (!kind.onRecord()) {
            return known;
        }
        UUID id =
                known.last().isEmpty()
                        ? ResidenceLines.idOnRecord(kind, person.personId())
                        : UUID.randomUUID();
        return known.agreeingWith(ResidenceLines.onRecord(kind, person), kind, today(), id);
    }

    private static String cause(ResidenceKind kind, String what) {
        return kind.name().toLowerCase(Locale.ROOT) + "_residence_" + what;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), VIETNAM);
    }
}
