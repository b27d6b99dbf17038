package vn.dancu.sharing.subscriptions;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Topic;

/**
 * Hears what happened, and puts it down for those who enrolled the person, in the transaction of
 * the inbox. What of it may be told is decided later, by what the register says then. A
 * registration is told to nobody: nobody enrolled who was not on record.
 */
final class ChangeHandler implements EventHandler {
    /** Lines by which the set of number, name and date of birth may be superseded. */
    private static final Set<String> SET =
            Set.of(
                    "number",
                    "oldNumber",
                    "otherOldNumbers",
                    "name",
                    "dateOfBirth",
                    "closed",
                    "mergedInto");

    private static final String CHUNK_WITHDRAWN = "population.chunk-withdrawn.v1";
    private static final String REGISTERED = "registered";
    private static final String ANNULLED = "annulled";

    private final String name;
    private final String topic;
    private final Set<String> types;
    private final Enrolments enrolments;
    private final Notifications notifications;

    private ChangeHandler(
            String name,
            String topic,
            Set<String> types,
            Enrolments enrolments,
            Notifications notifications) {
        this.name = name;
        this.topic = topic;
        this.types = types;
        this.enrolments = enrolments;
        this.notifications = notifications;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public Set<String> types() {
        return types;
    }

    /** Of people whom somebody enrolled; of many people at once, always. */
    @Override
    public List<IncomingEvent> concerning(List<IncomingEvent> events) {
        List<UUID> people = events.stream().flatMap(event -> person(event).stream()).toList();
        Set<UUID> enrolled = enrolments.enrolled(people);
        return events.stream()
                .filter(event -> person(event).map(enrolled::contains).orElse(true))
                .toList();
    }

    /** Notifications are inserted. */
    @Override
    public boolean sharesTransactions() {
        return true;
    }

    @Override
    public void handle(IncomingEvent event) {
        Optional<UUID> person = person(event);
        if (person.isEmpty()) {
            JsonNode data = event.data();
            // Who of them belonged to the import, the register knows: records that are closed now.
            notifications.tellAll(
                    UUID.fromString(data.path("firstPersonId").asString()),
                    UUID.fromString(data.path("lastPersonId").asString()),
                    fact(event, Topic.IDENTITY, null, Optional.empty(), List.of()));
            return;
        }
        facts(event).forEach(fact -> notifications.tell(person.orElseThrow(), fact));
    }

    /** Whom it is about; empty: about a whole chunk of an import. */
    private static Optional<UUID> person(IncomingEvent event) {
        return event.type().equals(CHUNK_WITHDRAWN)
                ? Optional.empty()
                : Optional.of(UUID.fromString(event.data().path("personId").asString()));
    }

    static List<Fact> facts(IncomingEvent event) {
        Optional<Long> version = Optional.of(event.aggregateVersion());
        return switch (event.type()) {
            case "population.person-numbered.v1" ->
                    List.of(fact(event, Topic.NUMBER, null, version, List.of()));
            case "population.person-died.v1" ->
                    List.of(fact(event, Topic.DEATH, REGISTERED, version, List.of()));
            case "population.person-death-annulled.v1" ->
                    List.of(fact(event, Topic.DEATH, ANNULLED, version, List.of()));
            case "population.person-merged.v1",
                    "population.person-merge-undone.v1",
                    "population.person-renumbered.v1" ->
                    List.of(fact(event, Topic.IDENTITY, null, version, List.of()));
            case "population.person-changed.v1" -> changed(event, version);
            case "card.card-activated.v1", "card.card-revoked.v1", "card.card-state-changed.v1" ->
                    // The version is the card's.
                    List.of(fact(event, Topic.CARD, null, Optional.empty(), List.of()));
            default -> List.of();
        };
    }

    private static List<Fact> changed(IncomingEvent event, Optional<Long> version) {
        List<String> names =
                StreamSupport.stream(event.data().path("changed").spliterator(), false)
                        .map(JsonNode::asString)
                        .toList();
        List<PersonField> lines =
                names.stream().map(PersonField::find).flatMap(Optional::stream).toList();
        Fact told = fact(event, Topic.LINES, null, version, lines);
        Fact identity = fact(event, Topic.IDENTITY, null, version, List.of());
        boolean superseded = names.stream().anyMatch(SET::contains);
        return lines.isEmpty()
                ? superseded ? List.of(identity) : List.of()
                : superseded ? List.of(identity, told) : List.of(told);
    }

    private static Fact fact(
            IncomingEvent event,
            Topic topic,
            @Nullable String what,
            Optional<Long> version,
            List<PersonField> lines) {
        return new Fact(topic, Optional.ofNullable(what), version, lines, event.time());
    }

    @Configuration(proxyBeanMethods = false)
    static class Handlers {
        @Bean
        EventHandler subscriptionsToPeople(Enrolments enrolments, Notifications notifications) {
            return new ChangeHandler(
                    "subscriptions-people",
                    "population.persons.v1",
                    Set.of(
                            "population.person-numbered.v1",
                            "population.person-changed.v1",
                            "population.person-died.v1",
                            "population.person-death-annulled.v1",
                            "population.person-merged.v1",
                            "population.person-merge-undone.v1",
                            "population.person-renumbered.v1"),
                    enrolments,
                    notifications);
        }

        @Bean
        EventHandler subscriptionsToImports(Enrolments enrolments, Notifications notifications) {
            return new ChangeHandler(
                    "subscriptions-imports",
                    "population.imports.v1",
                    Set.of(CHUNK_WITHDRAWN),
                    enrolments,
                    notifications);
        }

        @Bean
        EventHandler subscriptionsToCards(Enrolments enrolments, Notifications notifications) {
            return new ChangeHandler(
                    "subscriptions-cards",
                    "card.cards.v1",
                    Set.of(
                            "card.card-activated.v1",
                            "card.card-revoked.v1",
                            "card.card-state-changed.v1"),
                    enrolments,
                    notifications);
        }
    }
}
