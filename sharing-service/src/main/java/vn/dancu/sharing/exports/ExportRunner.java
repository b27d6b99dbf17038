package vn.dancu.sharing.exports;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.disclosure.Extracts;
import vn.dancu.sharing.disclosure.Extracts.Permission;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Selection;
import vn.dancu.sharing.model.Territory;

/**
 * Works on exports, one at a time on each instance. A part, the access records of the people on it
 * and the place where to go on are one transaction: after a kill nobody is missing, nobody is there
 * twice, and nobody is exported without a record.
 */
@Component
class ExportRunner {
    private static final Logger log = LoggerFactory.getLogger(ExportRunner.class);

    private final Exports exports;
    private final Extracts extracts;
    private final ManifestSigner signer;
    private final ExportLimits limits;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;

    ExportRunner(
            Exports exports,
            Extracts extracts,
            ManifestSigner signer,
            ExportLimits limits,
            TransactionTemplate transaction,
            JsonMapper json,
            Clock clock) {
        this.exports = exports;
        this.extracts = extracts;
        this.signer = signer;
        this.limits = limits;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
    }

    /** How a step of a job ended. */
    private enum Step {
        ADVANCED,
        LAST,
        /** Failed, or somebody else's now. */
        OVER
    }

    /**
     * What was selected beside the territory.
     *
     * @param numbers of how many numbers; none: of everybody
     */
    record Selected(
            Optional<Selection.BirthYears> born,
            Optional<Sex> sex,
            Optional<Integer> numbers,
            Optional<Instant> changedSince) {
        static Selected of(Selection selection) {
            int numbers = selection.numbers().size();
            return new Selected(
                    selection.born(),
                    selection.sex(),
                    numbers == 0 ? Optional.empty() : Optional.of(numbers),
                    selection.changedSince());
        }
    }

    record Manifest(
            UUID exportId,
            String agency,
            String procedure,
            String purpose,
            List<PersonField> fields,
            Optional<Territory> territory,
            Selected selection,
            Instant startedAt,
            Instant endedAt,
            String keyThumbprint,
            long people,
            List<Exports.Part> parts) {}

    @Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.SECONDS)
    void work() {
        exports.expire(clock.instant().minus(limits.kept()));
        UUID lease = UUID.randomUUID();
        Optional<Exports.Job> taken = exports.take(lease, limits.lease());
        if (taken.isEmpty()) {
            return;
        }
        UUID id = taken.get().id();
        try {
            Step step = Step.ADVANCED;
            while (step == Step.ADVANCED) {
                step = step(exports.find(id).orElseThrow(), lease);
            }
            if (step == Step.LAST) {
                finish(exports.find(id).orElseThrow(), lease);
            }
        } catch (ProblemException e) {
            // The register is away: the job waits and goes on where it stands.
            log.warn("export {} waits: {}", id, e.code());
            exports.release(id, lease, e.retryAfter().orElse(limits.lease()));
        }
    }

    private Step step(Exports.Job job, UUID lease) {
        Permission permission = extracts.permit(job.requester(), job.fields(), job.selection());
        if (!(permission instanceof Permission.Granted granted)) {
            Permission.Denied denied = (Permission.Denied) permission;
            fail(job, lease, denied.refusal().code());
            return Step.OVER;
        }
        Extracts.Page page =
                extracts.page(
                        job.requester(),
                        granted.synthetic(),
                        job.selection(),
                        job.fields(),
                        job.cursor(),
                        limits.peopleInPart());
        if (job.people() + page.people().size() > limits.mostPeople()) {
            fail(job, lease, "export_too_large");
            return Step.OVER;
        }
        byte[] content = page.people().isEmpty() ? new byte[0] : job.key().encrypt(lines(page));
        if (!store(job, lease, granted, page, content)) {
            return Step.OVER;
        }
        return page.next() == null ? Step.LAST : Step.ADVANCED;
    }

    private boolean store(
            Exports.Job job,
            UUID lease,
            Permission.Granted granted,
            Extracts.Page page,
            byte[] content) {
        return Objects.requireNonNull(
                transaction.execute(
                        status -> {
                            boolean mine =
                                    exports.advance(
                                            job,
                                            lease,
                                            page.people().size(),
                                            content,
                                            page.next(),
                                            limits.lease());
                            boolean recorded =
                                    mine
                                            && extracts.record(
                                                    job.requester(),
                                                    granted.agreement(),
                                                    job.fields(),
                                                    page);
                            if (!recorded) {
                                // No record, no data; the next look decides the agreement anew.
                                status.setRollbackOnly();
                            }
                            return recorded;
                        }));
    }

    /** A person on a line, as JSON. */
    private String lines(Extracts.Page page) {
        StringBuilder lines = new StringBuilder();
        for (Extracts.Extracted extracted : page.people()) {
            lines.append(json.writeValueAsString(extracted)).append('\n');
        }
        return lines.toString();
    }

    private void finish(Exports.Job job, UUID lease) {
        Instant now = clock.instant();
        var manifest =
                new Manifest(
                        job.id(),
                        job.requester().agency().text(),
                        job.requester().procedure().text(),
                        job.requester().purpose().text(),
                        job.fields(),
                        job.selection().territory(),
                        Selected.of(job.selection()),
                        job.startedAt(),
                        now,
                        job.key().thumbprint(),
                        job.people(),
                        exports.parts(job.id()));
        exports.complete(job.id(), lease, signer.sign(json.writeValueAsString(manifest)), now);
    }

    private void fail(Exports.Job job, UUID lease, String failure) {
        transaction.executeWithoutResult(
                status -> exports.fail(job.id(), lease, failure, clock.instant()));
    }
}
