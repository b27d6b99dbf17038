package vn.dancu.population.households;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.stereotype.Component;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.population.households.HouseholdTable.Papers;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Relative;

/** What follows from a household: the lines of its members' records, and the fact on Kafka. */
@Component
class HouseholdLines {
    static final String TOPIC = "population.households.v1";
    static final String CHANGED = "population.household-changed.v1";

    private final Persons persons;
    private final Outbox outbox;

    HouseholdLines(Persons persons, Outbox outbox) {
        this.persons = persons;
        this.outbox = outbox;
    }

    record HouseholdChanged(UUID householdId, String change, List<UUID> personIds) {}

    void tell(UUID householdId, long version, String change, Collection<UUID> people) {
        outbox.append(
                new OutgoingEvent(
                        TOPIC,
                        householdId.toString(),
                        CHANGED,
                        version,
                        new HouseholdChanged(
                                householdId, change, people.stream().sorted().toList())));
    }

    /**
     * Brings the records in line with a household: who joined, who left, and all whose head or
     * relationship is another.
     *
     * @param people locked: all whose lines may change, and the head
     */
    void follow(
            @Nullable Household before,
            Household after,
            @Nullable String fileNumber,
            Map<UUID, PersonRecord> people,
            Papers papers,
            String cause) {
        Map<UUID, Relationship> had = before == null ? Map.of() : before.members();
        UUID head = after.head();
        boolean sameHead = before != null && Objects.equals(before.head(), head);
        after.members()
                .forEach(
                        (person, what) -> {
                            boolean same = sameHead && what.equals(had.get(person));
                            if (head != null && !same) {
                                write(person, head, what, fileNumber, people, papers, cause);
                            }
                        });
        had.keySet().stream()
                .filter(person -> !after.members().containsKey(person))
                .filter(people::containsKey)
                .forEach(person -> clear(person, papers, cause));
    }

    private void write(
            UUID person,
            UUID head,
            Relationship what,
            @Nullable String fileNumber,
            Map<UUID, PersonRecord> people,
            Papers papers,
            String cause) {
        Relative line = named(Objects.requireNonNull(people.get(head)));
        String words = what.words();
        persons.change(
                person,
                Change.since(papers.on(), cause, papers.evidence()),
                draft -> {
                    draft.householdHead = line;
                    draft.relationshipToHead = words;
                    draft.residenceFileNumber = fileNumber;
                });
    }

    private void clear(UUID person, Papers papers, String cause) {
        persons.change(
                person,
                Change.since(papers.on(), cause, papers.evidence()).evenIfClosed(true),
                draft -> {
                    draft.householdHead = null;
                    draft.relationshipToHead = null;
                    draft.residenceFileNumber = null;
                });
    }

    /** Another residence-file number. */
    void file(@Nullable String fileNumber, Map<UUID, PersonRecord> people, Papers papers) {
        people.values()
                .forEach(
                        person ->
                                persons.change(
                                        person,
                                        Change.since(
                                                papers.on(),
                                                "household_described",
                                                papers.evidence()),
                                        draft -> draft.residenceFileNumber = fileNumber));
    }

    /** The line that names somebody: as a paper would, with the link. */
    static Relative named(PersonRecord person) {
        return new Relative(
                person.name(),
                person.number(),
                person.oldNumber(),
                person.nationality(),
                person.personId());
    }

    /** The topic of households. */
    @Configuration(proxyBeanMethods = false)
    static class Topics {
        @Bean
        NewTopic householdsTopic() {
            return TopicBuilder.name(TOPIC)
                    .partitions(6)
                    .config("retention.ms", Long.toString(Duration.ofDays(7).toMillis()))
                    .build();
        }
    }
}
