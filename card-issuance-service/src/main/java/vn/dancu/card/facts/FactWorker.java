package vn.dancu.card.facts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.applications.Applications;
import vn.dancu.card.cards.EndReason;
import vn.dancu.card.cards.FactsInForce;
import vn.dancu.card.cards.FactsInForce.InForce;
import vn.dancu.card.facts.FactQuestions.Question;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.PlaceNames;
import vn.dancu.card.model.RegisteredPerson;
import vn.dancu.card.population.PopulationRecord;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.reference.AdministrativeUnits;

/**
 * Reads the records that have changed, outside any transaction, and takes what follows. What the
 * record says now decides: events that come twice, late or out of order lead to the same end.
 */
@Component
class FactWorker {
    private static final Logger log = LoggerFactory.getLogger(FactWorker.class);

    /** Longer than reading one round of records takes. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final String NO_PERSON = "person_not_found";

    private final FactQuestions questions;
    private final PopulationRecord population;
    private final Consequences consequences;
    private final Invitations invitations;
    private final FactsInForce inForce;
    private final Applications applications;
    private final FactSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final PlaceNames places = new PlaceNames(AdministrativeUnits.launchEra());

    FactWorker(
            FactQuestions questions,
            PopulationRecord population,
            Consequences consequences,
            Invitations invitations,
            FactsInForce inForce,
            Applications applications,
            FactSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.questions = questions;
        this.population = population;
        this.consequences = consequences;
        this.invitations = invitations;
        this.inForce = inForce;
        this.applications = applications;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 1, initialDelay = 5, timeUnit = TimeUnit.SECONDS)
    void work() {
        Instant now = clock.instant();
        for (Question question : questions.take(now, now.plus(LEASE), settings.atOnce())) {
            answer(question);
        }
    }

    private void answer(Question question) {
        Optional<RegisteredPerson> record;
        try {
            record = Optional.of(population.readForFact(question.personId()));
        } catch (ProblemException e) {
            if (!e.code().equals(NO_PERSON)) {
                log.warn("a record could not be read ({}); it is read again later", e.code());
                Duration wait = settings.retryAfter(question.attempts());
                questions.later(question, clock.instant().plus(wait));
                return;
            }
            record = Optional.empty();
        }
        Optional<RegisteredPerson> found = record;
        Instant at = clock.instant();
        transactions.executeWithoutResult(
                status -> {
                    follow(question.personId(), found, at);
                    questions.answered(question);
                });
    }

    private void follow(UUID person, Optional<RegisteredPerson> record, Instant at) {
        Optional<EndReason> end = endOf(record);
        if (end.isPresent()) {
            consequences.end(person, end.orElseThrow(), at);
            return;
        }
        RegisteredPerson now = record.orElseThrow();
        Optional<InForce> card = inForce.of(person);
        if (card.isPresent()) {
            compare(now, card.orElseThrow(), at);
        } else {
            inviteAgain(now, at);
        }
        returnOutdated(now, at);
    }

    /** Whether there may be no card at all. */
    private static Optional<EndReason> endOf(Optional<RegisteredPerson> record) {
        if (record.isEmpty()) {
            return Optional.of(EndReason.RECORD_WITHDRAWN);
        }
        RegisteredPerson person = record.orElseThrow();
        if (person.closed().isPresent()) {
            return Optional.of(
                    switch (person.closed().orElseThrow()) {
                        case MERGED -> EndReason.RECORD_MERGED;
                        case CANCELLED -> EndReason.RECORD_WITHDRAWN;
                    });
        }
        if (person.dead()) {
            return Optional.of(EndReason.PERSON_DIED);
        }
        return person.nationality().equals("VN")
                ? Optional.empty()
                : Optional.of(EndReason.NATIONALITY_LOST);
    }

    /** What the card says that the record says no more. A residence alone asks for no change. */
    private void compare(RegisteredPerson now, InForce card, Instant at) {
        UUID person = now.personId();
        Optional<UUID> id = Optional.of(card.cardId());
        if (card.number().isPresent() && !card.number().equals(now.number())) {
            if (now.number().isPresent()) {
                consequences.revoke(person, EndReason.NUMBER_REESTABLISHED, at);
                invitations.invite(person, id, "number_reestablished", at);
            } else {
                consequences.revoke(person, EndReason.NUMBER_CANCELLED, at);
            }
            return;
        }
        CardFacts said = card.facts().orElse(null);
        if (said == null) {
            return;
        }
        if (!now.name().equals(said.name())) {
            invitations.invite(person, id, "name_changed", at);
        }
        if (now.birth().exact().filter(said.birth()::equals).isEmpty()) {
            invitations.invite(person, id, "birth_date_changed", at);
        }
        if (now.sex() != said.sex()) {
            invitations.invite(person, id, "sex_changed", at);
        }
        if (!now.origin().map(places::text).orElse("").equals(said.origin())) {
            invitations.invite(person, id, "origin_changed", at);
        }
    }

    /** Who lives again, is a person of their own again or has a number again may have a card. */
    private void inviteAgain(RegisteredPerson now, Instant at) {
        UUID person = now.personId();
        inForce.lastEnd(person)
                .flatMap(
                        reason ->
                                switch (reason) {
                                    case "person_died" -> Optional.of("death_annulled");
                                    case "record_merged" -> Optional.of("merge_undone");
                                    case "nationality_lost" -> Optional.of("nationality_regained");
                                    case "number_cancelled" ->
                                            now.number().map(number -> "number_assigned");
                                    default -> Optional.empty();
                                })
                .ifPresent(why -> invitations.invite(person, Optional.empty(), why, at));
    }

    /** What was handed in and says what the record says no more is corrected before a card is. */
    private void returnOutdated(RegisteredPerson now, Instant at) {
        Optional<CardApplication> open =
                applications
                        .lockOpen(now.personId())
                        .filter(one -> !one.state().isAtCounter())
                        .filter(one -> one.state() != ApplicationState.RETURNED);
        if (open.isEmpty()) {
            return;
        }
        CardFacts filed =
                applications.find(open.orElseThrow().applicationId()).orElseThrow().facts();
        if (!CardFacts.isPossible(now) || !CardFacts.of(now, places).equals(filed)) {
            consequences.giveBack(now.personId(), EndReason.RECORD_CHANGED, at);
        }
    }
}
