package vn.dancu.card.applications;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import vn.dancu.card.applications.ApplicationSteps.StepRequest;
import vn.dancu.card.cards.Cards;
import vn.dancu.card.cards.Production;
import vn.dancu.card.fees.Fees;
import vn.dancu.card.fingerprints.Fingerprints;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.Command;
import vn.dancu.card.portraits.Portraits;
import vn.dancu.card.units.IssuingUnits;
import vn.dancu.platform.problem.ProblemException;

/** What is done at the counter of a unit, from the citizen's coming to the handing in. */
@Service
class Counter {
    private final Applications applications;
    private final ApplicationSteps steps;
    private final RecordCheck record;
    private final Portraits portraits;
    private final Fingerprints fingerprints;
    private final Production production;
    private final Cards cards;
    private final Forms forms;
    private final Fees fees;
    private final IssuingUnits units;
    private final Clock clock;

    Counter(
            Applications applications,
            ApplicationSteps steps,
            RecordCheck record,
            Portraits portraits,
            Fingerprints fingerprints,
            Production production,
            Cards cards,
            Forms forms,
            Fees fees,
            IssuingUnits units,
            Clock clock) {
        this.applications = applications;
        this.steps = steps;
        this.record = record;
        this.portraits = portraits;
        this.fingerprints = fingerprints;
        this.production = production;
        this.cards = cards;
        this.forms = forms;
        this.fees = fees;
        this.units = units;
        this.clock = clock;
    }

    /** The citizen with a booking has come. */
    void receive(UUID id, int version) {
        plain(id, version, Command.RECEIVE);
    }

    /** Hands the dossier in: from here on others decide. */
    void submit(UUID id, int version) {
        plain(id, version, Command.SUBMIT);
    }

    private void plain(UUID id, int version, Command command) {
        String officer = steps.officer().name();
        boolean current = steps.seen(id).application().version() == version;
        steps.step(
                StepRequest.of(id, version, command),
                current,
                file -> file.handle(command, officer, clock.instant()));
    }

    /**
     * Where the record and what was known, or what the citizen declares, do not agree.
     *
     * @param field as in {@code holder}
     * @param source DECLARED by the citizen (form CC01), or EARLIER: known when it was booked,
     *     received or checked before
     */
    record Difference(String field, String source, String given, String record) {
        @Override
        public String toString() {
            return "Difference[" + field + "]";
        }
    }

    /** What the citizen declares on the form CC01; what is absent is not compared. */
    record Declared(
            @Nullable String number,
            @Nullable String name,
            @Nullable LocalDate birth,
            @Nullable String sex,
            @Nullable String origin,
            @Nullable String residence) {
        @Override
        public String toString() {
            return "Declared[hidden]";
        }
    }

    /**
     * Reads the record; what it says is what the form and the card will say. A wrong record is
     * corrected at its owner first, and checked again then.
     */
    List<Difference> checkData(UUID id, int version, Declared declared) {
        String officer = steps.officer().name();
        ApplicationFile seen = steps.seen(id);
        Instant at = clock.instant();
        boolean current = seen.application().version() == version;
        RecordCheck.Checked now =
                record.eligible(seen.application().personId(), seen.features(), at, person -> {});
        steps.step(
                StepRequest.of(id, version, Command.CHECK_DATA),
                current,
                file -> {
                    applications.refile(file, now);
                    return file.handle(Command.CHECK_DATA, officer, at);
                });
        return differences(seen.facts(), declared, now.facts());
    }

    private static List<Difference> differences(
            CardFacts earlier, Declared declared, CardFacts now) {
        List<Difference> found = new ArrayList<>();
        Comparison said = new Comparison(found, "DECLARED");
        said.of("number", declared.number(), now.number().digits());
        said.of("name", declared.name(), now.name().full());
        said.of("birth", text(declared.birth()), now.birth().toString());
        said.of("sex", declared.sex(), now.sex().name());
        said.of("origin", declared.origin(), now.origin());
        said.of("residence", declared.residence(), now.residence());
        Comparison before = new Comparison(found, "EARLIER");
        before.of("number", earlier.number().digits(), now.number().digits());
        before.of("oldNumber", earlier.oldNumber().orElse(""), now.oldNumber().orElse(""));
        before.of("name", earlier.name().full(), now.name().full());
        before.of("birth", earlier.birth().toString(), now.birth().toString());
        before.of("sex", earlier.sex().name(), now.sex().name());
        before.of("nationality", earlier.nationality(), now.nationality());
        before.of("origin", earlier.origin(), now.origin());
        before.of("residence", earlier.residence(), now.residence());
        before.of(
                "birthRegistration",
                earlier.birthRegistration().orElse(""),
                now.birthRegistration().orElse(""));
        return List.copyOf(found);
    }

    private static @Nullable String text(@Nullable LocalDate day) {
        return day == null ? null : day.toString();
    }

    private record Comparison(List<Difference> found, String source) {
        void of(String field, @Nullable String given, String recorded) {
            if (given != null && !given.strip().equalsIgnoreCase(recorded)) {
                found.add(new Difference(field, source, given, recorded));
            }
        }
    }

    /**
     * @param features at most 80 characters
     * @param portrait JPEG or PNG in base64; specimens may go without
     */
    record Taken(@Nullable String features, @Nullable String portrait) {
        @Override
        public String toString() {
            return "Taken[hidden]";
        }
    }

    /** Features and portrait, as taken from the citizen; fingerprints were captured before. */
    void capture(UUID id, int version, Taken taken) {
        String officer = steps.officer().name();
        ApplicationFile seen = steps.seen(id);
        boolean current = seen.application().version() == version;
        Instant at = clock.instant();
        Optional<String> features = Optional.ofNullable(taken.features());
        Optional<byte[]> portrait = Optional.ofNullable(taken.portrait()).map(portraits::accept);
        if (portrait.isEmpty() && !production.makesSpecimens()) {
            throw ProblemException.refused(
                    "portrait_required", "A card shows its holder.", "/portrait");
        }
        fingerprints.requireCaptured(
                id, seen.facts().birth(), LocalDate.ofInstant(at, Production.ZONE));
        List<String> problems = production.problems(seen.facts(), features, at);
        if (!problems.isEmpty()) {
            throw ApplicationRefused.notPrintable(problems);
        }
        steps.step(
                new StepRequest(
                        id,
                        version,
                        Command.CAPTURE,
                        Optional.empty(),
                        Optional.of(taken.features() + "|" + taken.portrait())),
                current,
                file -> {
                    applications.capture(file, features, portrait);
                    return file.handle(Command.CAPTURE, officer, at);
                });
    }

    /** Prints the form CC02 with what the record says now, which must be what was checked. */
    void printForm(UUID id, int version) {
        String officer = steps.officer().name();
        ApplicationFile seen = steps.seen(id);
        Instant at = clock.instant();
        boolean current = seen.application().version() == version;
        RecordCheck.Checked now = record.now(seen, at);
        CardApplication application = seen.application();
        FormContent form =
                new FormContent(
                        forms.nextCode(),
                        at,
                        application.unit().flatMap(units::find).map(unit -> unit.name()).orElse(""),
                        application.kind(),
                        application.reason(),
                        seen.facts(),
                        now.person().form(),
                        seen.features());
        steps.step(
                StepRequest.of(id, version, Command.PRINT_FORM),
                current,
                file -> {
                    forms.print(file, form);
                    return file.handle(Command.PRINT_FORM, officer, at);
                });
    }

    /**
     * @param formCode of the form that was signed: the one that was printed last
     */
    void signForm(UUID id, int version, String formCode) {
        String officer = steps.officer().name();
        boolean current = steps.seen(id).application().version() == version;
        Instant at = clock.instant();
        steps.step(
                new StepRequest(
                        id, version, Command.SIGN_FORM, Optional.empty(), Optional.of(formCode)),
                current,
                file -> {
                    forms.sign(file, formCode, at);
                    return file.handle(Command.SIGN_FORM, officer, at);
                });
    }

    /**
     * @param exemption the code of an exemption that papers prove
     * @param receipt the number of the receipt, where something is paid
     */
    void settleFee(UUID id, int version, Optional<String> exemption, Optional<String> receipt) {
        String officer = steps.officer().name();
        ApplicationFile seen = steps.seen(id);
        boolean current = seen.application().version() == version;
        Instant at = clock.instant();
        Fees.Fee fee = fee(seen, exemption, at);
        boolean settled = fees.settled(seen.application().personId(), id).isPresent();
        if (fee.amountVnd() > 0 && receipt.isEmpty() && !settled) {
            throw ProblemException.refused(
                    "receipt_required", "A fee that is paid has a receipt.", "/receipt");
        }
        steps.step(
                new StepRequest(
                        id,
                        version,
                        Command.SETTLE_FEE,
                        Optional.empty(),
                        exemption.or(() -> receipt)),
                current,
                file -> {
                    fees.settle(file.personId(), file.applicationId(), fee, receipt, at);
                    return file.handle(Command.SETTLE_FEE, officer, at);
                });
    }

    /** What it costs today. */
    Fees.Fee fee(ApplicationFile seen, Optional<String> exemption, Instant at) {
        LocalDate today = LocalDate.ofInstant(at, Production.ZONE);
        CardApplication application = seen.application();
        boolean firstCard =
                seen.facts().oldNumber().isEmpty() && !cards.hasActive(application.personId());
        int age = Period.between(seen.facts().birth(), today).getYears();
        return fees.of(
                new Fees.Case(application.kind(), application.reason(), age, firstCard),
                exemption,
                today);
    }
}
