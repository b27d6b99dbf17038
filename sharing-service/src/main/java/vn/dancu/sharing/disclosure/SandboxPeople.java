package vn.dancu.sharing.disclosure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Selection;

/**
 * The people of the sandbox: a fixed set for connection tests, invented, with numbers that begin
 * with 999, which no province has. One for each answer that an agency must be able to handle, also
 * the one for whom the register is down. Nothing here reaches the register.
 */
@Component
class SandboxPeople implements Source {
    /** When these people's records changed last, for whoever asks who changed since. */
    private static final Instant LAST_CHANGE = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Invented> people;

    SandboxPeople(JsonMapper json) {
        try (InputStream file =
                Objects.requireNonNull(
                        SandboxPeople.class.getResourceAsStream("/sandbox/people.json"))) {
            this.people = List.of(json.readValue(file, Invented[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What answers to an attempt that means this person, where it is not simply found. */
    enum Behaviour {
        FOUND,
        /** As if several people had the number. */
        AMBIGUOUS,
        /** As if the register did not answer. */
        UNAVAILABLE,
        /** As if no consent were given, where one is needed. */
        CONSENT_REFUSED
    }

    /** Three that agreed once. */
    record EarlierSet(
            @Nullable String number,
            @Nullable String oldNumber,
            PersonName name,
            PartialDate dateOfBirth) {}

    record CardOfSandbox(String serial, String status, java.time.@Nullable LocalDate expiry) {}

    record Invented(
            UUID personId,
            Behaviour behaviour,
            JsonNode person,
            @Nullable List<EarlierSet> earlier,
            @Nullable List<Kin> relatives,
            @Nullable List<Kin> household,
            @Nullable CardOfSandbox card) {
        private boolean holds(@Nullable String number, @Nullable String oldNumber) {
            return number == null
                    ? Objects.equals(oldNumber, text("oldNumber"))
                    : number.equals(text("number"));
        }

        private @Nullable String text(String line) {
            JsonNode value = person.get(line);
            return value == null ? null : value.asString();
        }

        PersonName name() {
            return new PersonName(Objects.requireNonNull(text("name")));
        }

        PartialDate dateOfBirth() {
            return PartialDate.parse(Objects.requireNonNull(text("dateOfBirth")));
        }
    }

    @Override
    public List<Finding> ask(Batch batch, List<PersonField> fields, boolean current) {
        return batch.people().stream().map(asked -> find(asked, current)).toList();
    }

    private Finding find(Identity asked, boolean current) {
        String number = asked.number() == null ? null : asked.number().digits();
        for (Invented person : people) {
            if (person.holds(number, asked.oldNumber())) {
                return known(person, asked);
            }
            if (earlier(person, number, asked)) {
                return new Finding(
                        Finding.Kind.SUPERSEDED,
                        person.personId(),
                        current ? person.person() : null);
            }
        }
        return new Finding(Finding.Kind.NOT_FOUND, null, null);
    }

    private Finding known(Invented person, Identity asked) {
        boolean sameName = person.name().sameAs(asked.name());
        boolean sameDate = person.dateOfBirth().equals(asked.dateOfBirth());
        if (sameName && sameDate) {
            return switch (person.behaviour()) {
                case FOUND, CONSENT_REFUSED ->
                        new Finding(Finding.Kind.FOUND, person.personId(), person.person());
                case AMBIGUOUS -> new Finding(Finding.Kind.AMBIGUOUS, null, null);
                case UNAVAILABLE -> new Finding(Finding.Kind.UNANSWERED, null, null);
            };
        }
        boolean earlier =
                earlier(person, asked.number() == null ? null : asked.number().digits(), asked);
        if (earlier) {
            return new Finding(Finding.Kind.SUPERSEDED, person.personId(), person.person());
        }
        boolean precision = sameName && within(person.dateOfBirth(), asked.dateOfBirth());
        return new Finding(
                precision ? Finding.Kind.DATE_PRECISION_DIFFERS : Finding.Kind.MISMATCH,
                person.personId(),
                null);
    }

    private static boolean earlier(Invented person, @Nullable String number, Identity asked) {
        List<EarlierSet> sets = person.earlier() == null ? List.of() : person.earlier();
        return sets.stream()
                .filter(
                        set ->
                                number == null
                                        ? Objects.equals(set.oldNumber(), asked.oldNumber())
                                        : number.equals(set.number()))
                .anyMatch(
                        set ->
                                set.name().sameAs(asked.name())
                                        && set.dateOfBirth().equals(asked.dateOfBirth()));
    }

    /** Whether one date says less than the other and nothing else. */
    private static boolean within(PartialDate one, PartialDate other) {
        return one.iso().startsWith(other.iso()) || other.iso().startsWith(one.iso());
    }

    boolean refusesConsent(UUID person) {
        return find(person).behaviour() == Behaviour.CONSENT_REFUSED;
    }

    @Override
    public List<Kin> relatives(Request request, UUID person, List<PersonField> roles) {
        return Optional.ofNullable(find(person).relatives()).orElse(List.of());
    }

    @Override
    public List<Kin> household(Request request, UUID person) {
        return Optional.ofNullable(find(person).household()).orElse(List.of());
    }

    @Override
    public CardFinding card(Request request, UUID person, Optional<String> serial) {
        CardOfSandbox card = find(person).card();
        if (card == null || !serial.map(card.serial()::equals).orElse(true)) {
            return new CardFinding("NONE", null);
        }
        return new CardFinding(card.status(), card.expiry());
    }

    /** All who are selected; of a territory the province counts. */
    Extracts.Page extract(Selection selection) {
        List<Extracts.Extracted> found =
                people.stream()
                        .filter(person -> selected(selection, person.person()))
                        .map(
                                person ->
                                        new Extracts.Extracted(
                                                person.personId(), lines(person.person())))
                        .toList();
        return new Extracts.Page(found, null);
    }

    private static boolean selected(Selection selection, JsonNode person) {
        String province = person.at("/permanentResidence/province").asString("");
        int born = PartialDate.parse(person.path("dateOfBirth").asString("")).year();
        String number = person.path("number").asString("");
        return selection.territory().map(one -> one.province().equals(province)).orElse(true)
                && selection
                        .sex()
                        .map(sex -> sex.name().equals(person.path("sex").asString("")))
                        .orElse(true)
                && selection.born().flatMap(Selection.BirthYears::from).orElse(born) <= born
                && selection.born().flatMap(Selection.BirthYears::to).orElse(born) >= born
                && (selection.numbers().isEmpty()
                        || selection.numbers().stream()
                                .anyMatch(wanted -> wanted.digits().equals(number)))
                && selection.changedSince().map(since -> !LAST_CHANGE.isBefore(since)).orElse(true);
    }

    private static Map<String, JsonNode> lines(JsonNode person) {
        Map<String, JsonNode> lines = new LinkedHashMap<>();
        person.properties().forEach(line -> lines.put(line.getKey(), line.getValue()));
        return lines;
    }

    @Override
    public boolean synthetic() {
        return true;
    }

    private Invented find(UUID person) {
        return people.stream()
                .filter(p -> p.personId().equals(person))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a person that was just found"));
    }
}
