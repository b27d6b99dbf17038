package vn.dancu.card.applications;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardApplication.Transition;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.card.model.Command;
import vn.dancu.card.model.Officer;
import vn.dancu.card.model.Place;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/**
 * How an officer takes one step: what is needed was asked for before, outside any transaction; then
 * one transaction locks the application, takes the step and stores what follows from it.
 */
@Component
class ApplicationSteps {
    private final Applications applications;
    private final IdempotencyKeys keys;
    private final Callers callers;
    private final OfficerSettings officers;
    private final TransactionTemplate transactions;

    ApplicationSteps(
            Applications applications,
            IdempotencyKeys keys,
            Callers callers,
            OfficerSettings officers,
            TransactionTemplate transactions) {
        this.applications = applications;
        this.keys = keys;
        this.callers = callers;
        this.officers = officers;
        this.transactions = transactions;
    }

    /** A transition of the locked application, with what is stored beside it. */
    interface Step {
        Transition take(CardApplication application);
    }

    /**
     * What makes two commands the same.
     *
     * @param content what was handed in, beside the version and the note
     */
    record StepRequest(
            UUID applicationId,
            int version,
            Command command,
            Optional<String> note,
            Optional<String> content) {
        StepRequest(UUID applicationId, int version, Command command, Optional<String> note) {
            this(applicationId, version, command, note, Optional.empty());
        }

        static StepRequest of(UUID applicationId, int version, Command command) {
            return new StepRequest(applicationId, version, command, Optional.empty());
        }
    }

    /**
     * Takes one step, once for an idempotency key.
     *
     * @param current whether what was checked before is the version the command is for; if not, the
     *     command is a repetition that gets its stored answer, or it is stale
     */
    void step(StepRequest request, boolean current, Step transition) {
        step(request, current, officer().name(), transition);
    }

    /** As above, on behalf of somebody who may be no officer. */
    void step(StepRequest request, boolean current, String officer, Step transition) {
        once(
                "card-application-" + request.command(),
                request,
                () -> {
                    take(request, current, transition, officer);
                    return request.applicationId().toString();
                });
    }

    /** Runs an effect once for an idempotency key, in one transaction. */
    String once(String operation, Object request, Supplier<String> effect) {
        String result = transactions.execute(status -> keys.once(operation, request, effect));
        if (result == null) {
            throw new IllegalStateException("a command gives an id");
        }
        return result;
    }

    private void take(StepRequest request, boolean current, Step transition, String officer) {
        CardApplication locked =
                applications
                        .lock(request.applicationId())
                        .orElseThrow(ApplicationSteps::notFound)
                        .application();
        if (!current) {
            throw CardRuleException.stale("the application has changed since it was read");
        }
        Transition taken = transition.take(locked.expecting(request.version()));
        applications.store(taken, request.command(), officer, request.note());
    }

    /** The application as it stands, if it is one of the caller's territory. */
    ApplicationFile seen(UUID id) {
        ApplicationFile file = applications.find(id).orElseThrow(ApplicationSteps::notFound);
        requireTerritory(file.residence());
        return file;
    }

    void requireTerritory(Place place) {
        boolean inside =
                callers.current()
                        .territory()
                        .covers(
                                place.province(),
                                place.district().orElse(null),
                                place.commune().orElse(null));
        if (!inside) {
            throw ProblemException.forbidden(
                    "outside_territory", "The applicant lives outside the officer's territory.");
        }
    }

    /** For a command that needs more than its endpoint, in the state it is given in. */
    void requireScope(String scope) {
        if (!callers.current().hasScope(scope)) {
            throw ProblemException.forbidden("forbidden", "The token does not allow this.");
        }
    }

    /** Decisions are made by officers: a client without one may not act. */
    Officer officer() {
        Caller caller = callers.current();
        String name = caller.officer();
        if (name == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        Optional<UUID> person =
                Optional.ofNullable(caller.person()).or(() -> officers.personOf(name));
        return new Officer(name, person);
    }

    /** The officer, or the client through which a citizen acts. */
    String actor() {
        Caller caller = callers.current();
        String name = caller.officer();
        return name == null ? caller.clientId() : name;
    }

    static ProblemException notFound() {
        return ProblemException.notFound(
                "application_not_found", "There is no such card application.");
    }
}
