package vn.dancu.population.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Territory;
import vn.dancu.population.Contracts;
import vn.dancu.population.Topic;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class PersonsIT {
    private static final LocalDate MOVED = LocalDate.of(2020, 5, 1);
    private static final Place HUE = new Place("46", null, null, "1 Lê Lợi");
    private static final Place VINH = new Place("40", null, null, null);
    private static final AtomicInteger NUMBERS = new AtomicInteger(57_000_000);

    @Autowired private Persons persons;
    @Autowired private Versions versions;
    @Autowired private WritingRights rights;
    @Autowired private NumberTransfers transfers;
    @Autowired private JdbcClient jdbc;
    @Autowired private TransactionTemplate transactions;
    @Autowired private TestBroker broker;
    @Autowired private JsonMapper json;

    private static PersonalIdNumber newNumber() {
        return new PersonalIdNumber("0010" + NUMBERS.incrementAndGet());
    }

    private PersonRecord registered(Consumer<PersonDraft> edit) {
        UUID id = UUID.randomUUID();
        PersonRecord some = PersonDraftTest.someone();
        PersonRecord person =
                PersonRecord.first(
                                id,
                                some.name(),
                                some.dateOfBirth(),
                                some.sex(),
                                some.birthRegistrationPlace(),
                                some.origin(),
                                some.ethnicity(),
                                some.nationality())
                        .with(edit);
        transactions.executeWithoutResult(
                s -> persons.insert(person, Change.always("birth_registered", "entry 1")));
        return person;
    }

    private PersonRecord change(PersonRecord person, Change change, Consumer<PersonDraft> edit) {
        return transactions.execute(s -> persons.change(person.personId(), change, edit));
    }

    private PersonRecord annul(PersonRecord person, long version) {
        return transactions.execute(
                s ->
                        persons.annul(
                                person.personId(),
                                version,
                                Change.always("fact_annulled", "judgment 7/2026")));
    }

    private PersonRecord stored(PersonRecord person) {
        return transactions.execute(s -> persons.find(person.personId()).orElseThrow());
    }

    private PersonRecord state(PersonRecord person, LocalDate validAt, Instant knownAt) {
        return transactions.execute(
                s -> {
                    PersonRecord now = persons.find(person.personId()).orElseThrow();
                    return versions.record(
                            now.personId(),
                            now.version(),
                            versions.timeline(now).at(validAt, knownAt));
                });
    }

    private static void assertRefused(ThrowingCallable attempt, String code) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void everyLineIsStoredByAnInsertAndByAChange() {
        UUID survivor = UUID.randomUUID();
        PersonRecord complete = PersonDraftTest.complete();
        PersonalIdNumber number = newNumber();
        PersonRecord inserted =
                registered(
                        d -> {
                            PersonDraftTest.fill(d);
                            d.number = number;
                            d.mergedInto = survivor;
                        });
        assertThat(stored(inserted)).isEqualTo(inserted).hasNoNullFieldsOrProperties();

        PersonRecord little = registered(d -> {});
        PersonRecord changed =
                change(
                        little,
                        Change.always("everything_changed", "paper 1"),
                        d -> {
                            PersonDraftTest.fill(d);
                            d.number = newNumber();
                            d.mergedInto = survivor;
                        });
        assertThat(stored(little)).isEqualTo(changed);
        assertThat(changed.version()).isEqualTo(2);
        assertThat(changed.further()).isEqualTo(complete.further());
        assertThat(state(little, Timeline.EVER, Instant.EPOCH).with(d -> {}))
                .usingRecursiveComparison()
                .ignoringFields("version")
                .isEqualTo(little);
    }

    @Test
    void aLateFactStandsInHistoryAndLeavesTheLaterOneInForce() {
        PersonRecord person = registered(d -> d.maritalStatus = 1);
        change(person, Change.since(MOVED, "moved", "r1"), d -> d.permanentResidence = HUE);
        PersonRecord late =
                change(
                        person,
                        Change.since(MOVED.minusYears(1), "moved", "r2"),
                        d -> {
                            assertThat(d.permanentResidence).isNull();
                            d.permanentResidence = VINH;
                        });
        assertThat(late.version()).isEqualTo(3);
        assertThat(stored(person).permanentResidence()).isEqualTo(HUE);
        assertThat(state(person, MOVED.minusDays(1), Instant.MAX).permanentResidence())
                .isEqualTo(VINH);
        assertThat(state(person, MOVED.minusYears(2), Instant.MAX).permanentResidence()).isNull();
    }

    @Test
    void aCorrectionHoldsForAsLongAsTheWrongValueWasThoughtToHold() {
        PersonRecord person = registered(d -> {});
        change(person, Change.since(MOVED, "moved", "r1"), d -> d.permanentResidence = HUE);
        change(
                person,
                Change.correcting("corrected", "DC02 1"),
                d -> {
                    d.permanentResidence = VINH;
                    d.name = new PersonName("Nguyễn Văn Anh");
                });
        PersonRecord before = state(person, MOVED.minusDays(1), Instant.MAX);
        assertThat(before.permanentResidence()).isNull();
        assertThat(before.name().full()).isEqualTo("Nguyễn Văn Anh");
        assertThat(state(person, MOVED, Instant.MAX).permanentResidence()).isEqualTo(VINH);
        assertThat(stored(person).permanentResidence()).isEqualTo(VINH);
    }

    @Test
    void annulmentRestoresTheRowAndCanItselfBeAnnulled() {
        PersonRecord person = registered(d -> d.oldNumber = "012345678");
        PersonRecord moved =
                change(
                        person,
                        Change.since(MOVED, "moved", "r1"),
                        d -> {
                            d.permanentResidence = HUE;
                            d.oldNumber = "112345678";
                        });
        assertThat(keysOf(person)).containsExactly("112345678");
        PersonRecord phoned =
                change(
                        person,
                        Change.since(MOVED, "phone_told", "r2"),
                        d -> d.phone = "0912345678");

        PersonRecord annulled = annul(person, moved.version());
        assertThat(annulled.permanentResidence()).isNull();
        assertThat(annulled.further().phone()).isEqualTo("0912345678");
        assertThat(stored(person)).isEqualTo(annulled);
        assertThat(keysOf(person)).containsExactly("012345678");
        assertRefused(() -> annul(person, moved.version()), "already_annulled");
        assertRefused(() -> annul(person, 99), "change_not_found");
        assertThat(annulledAt(person, moved.version())).isNotNull();

        PersonRecord again = annul(person, annulled.version());
        assertThat(again).isEqualTo(phoned.ofVersion(again.version()));
        assertThat(annulledAt(person, moved.version())).isNull();
    }

    private List<String> keysOf(PersonRecord person) {
        return jdbc.sql("select old_number from person_by_old_number where person_id = :id")
                .param("id", person.personId())
                .query(String.class)
                .list();
    }

    private @Nullable String annulledAt(PersonRecord person, long madeVersion) {
        return jdbc.sql(
                        """
                        select coalesce(annulled_at::text, '') from person_version
                        where person_id = :id and version = :version - 1
                        """)
                .param("id", person.personId())
                .param("version", madeVersion)
                .query(String.class)
                .optional()
                .filter(at -> !at.isEmpty())
                .orElse(null);
    }

    @Test
    void aRecordIsFoundByTheLikenessThatAChangeGivesIt() {
        PersonRecord person =
                registered(
                        d -> {
                            d.dateOfBirth = PartialDate.parse("1990-01-31");
                            d.sex = Sex.FEMALE;
                        });
        String nameKey = person.name().unaccentedKey();
        assertThat(likenessesOf(person))
                .containsExactly(Likenesses.of(nameKey, 19900131, Sex.FEMALE));
        change(
                person,
                Change.always("date_of_birth_corrected", "paper 2"),
                d -> d.dateOfBirth = PartialDate.parse("1990-02-01"));
        assertThat(likenessesOf(person)).contains(Likenesses.of(nameKey, 19900201, Sex.FEMALE));
        PersonRecord vague = registered(d -> d.dateOfBirth = PartialDate.parse("1990"));
        assertThat(likenessesOf(vague)).isEmpty();
    }

    private List<Long> likenessesOf(PersonRecord person) {
        return jdbc.sql("select likeness from person_by_likeness where person_id = :id")
                .param("id", person.personId())
                .query(Long.class)
                .list();
    }

    @Test
    void numbersAreClaimedWithTheChangeAndLeadToThePersonForEver() {
        PersonalIdNumber first = newNumber();
        PersonalIdNumber second = newNumber();
        PersonRecord person = registered(d -> d.numbered(first));
        PersonRecord other = registered(d -> {});
        Change numbering = Change.since(MOVED, "number_reestablished", "decision 1");
        assertRefused(() -> change(other, numbering, d -> d.numbered(first)), "number_conflict");
        PersonRecord renumbered = change(person, numbering, d -> d.numbered(second));
        assertRefused(() -> change(other, numbering, d -> d.numbered(first)), "number_conflict");
        assertRefused(() -> change(other, numbering, d -> d.numbered(second)), "number_conflict");
        assertThat(
                        transactions.<Boolean>execute(
                                s ->
                                        persons.findByNumber(first)
                                                .filter(p -> second.equals(p.number()))
                                                .isPresent()))
                .isTrue();
        assertThat(annul(person, renumbered.version()).number()).isEqualTo(first);
        assertThat(stored(other).version()).isEqualTo(1);
    }

    private PersonRecord die(PersonRecord person, String date) {
        return transactions.execute(
                s ->
                        persons.die(
                                person.personId(),
                                new PersonRecord.Death(PartialDate.parse(date)),
                                "entry 2"));
    }

    private PersonRecord correctDeath(PersonRecord person, String date) {
        return change(
                person,
                Change.correcting("record_corrected", "DC02 2"),
                d -> {
                    d.death = new PersonRecord.Death(PartialDate.parse(date));
                    d.religion = "0";
                });
    }

    @Test
    void aCorrectedDateOfDeathMovesTheDeathAndBothCanBeTakenBack() {
        PersonRecord person = registered(d -> {});
        PersonRecord dead = die(person, "2020-05-01");
        PersonRecord right = correctDeath(person, "2021-02-03");
        assertThat(right.version()).isEqualTo(3);
        assertThat(right.status()).isEqualTo(LifeStatus.DEAD);
        assertThat(stored(person)).isEqualTo(right);
        LocalDate between = LocalDate.of(2020, 9, 9);
        assertThat(state(person, between, Instant.MAX).status()).isEqualTo(LifeStatus.ALIVE);
        assertThat(state(person, between, Instant.MAX).death()).isNull();
        assertThat(state(person, between, Instant.MAX).religion()).isEqualTo("0");
        assertThat(state(person, LocalDate.of(2021, 2, 3), Instant.MAX).status())
                .isEqualTo(LifeStatus.DEAD);
        assertThat(annulledAt(person, dead.version())).isNotNull();
        assertRefused(() -> annul(person, dead.version()), "already_annulled");
        assertRefused(
                () -> correctDeath(person, LocalDate.now(ZoneOffset.UTC).plusDays(2).toString()),
                "valid_from_in_future");

        PersonRecord earlier = correctDeath(person, "2019");
        assertThat(state(person, LocalDate.of(2019, 1, 1), Instant.MAX).status())
                .isEqualTo(LifeStatus.DEAD);
        annul(person, earlier.version());
        PersonRecord wrongAgain = annul(person, right.version());
        assertThat(wrongAgain.death()).isEqualTo(dead.death());
        assertThat(wrongAgain.religion()).isNull();
        assertThat(annulledAt(person, dead.version())).isNull();
        PersonRecord alive = annul(person, dead.version());
        assertThat(alive).isEqualTo(person.ofVersion(alive.version()));
    }

    @Test
    void aDeathThatIsFoundLaterEndsWhatWasThoughtOfLaterDays() {
        PersonRecord person = registered(d -> {});
        LocalDate lost = LocalDate.of(2015, 6, 1);
        PersonRecord missing =
                change(
                        person,
                        Change.since(lost, "declared_missing", "judgment 1"),
                        d -> {
                            d.status = LifeStatus.MISSING;
                            d.missing = new Further.Missing(PartialDate.ofYear(2013));
                        });
        PersonRecord dead = die(person, "2010-03-04");
        assertThat(stored(person).status()).isEqualTo(LifeStatus.DEAD);
        assertThat(dead.further().missing()).isNull();
        assertThat(state(person, lost, Instant.MAX).death()).isEqualTo(dead.death());
        assertThat(
                        transactions.<Timeline.Source>execute(
                                s -> versions.timeline(dead).sourceOf("status").orElseThrow()))
                .isEqualTo(new Timeline.Source(dead.version(), LocalDate.of(2010, 3, 4)));
        PersonRecord again = annul(person, dead.version());
        assertThat(again).isEqualTo(missing.ofVersion(again.version()));
    }

    @Test
    void anEarlierNumberTakenBackLeavesTheLaterOneWhole() {
        PersonRecord person = registered(d -> {});
        PersonalIdNumber second = newNumber();
        PersonRecord first =
                transactions.execute(
                        s -> persons.assignNumber(person.personId(), newNumber(), "event 1"));
        PersonRecord renumbered =
                change(
                        person,
                        Change.correcting("number_reestablished", "decision 1"),
                        d -> d.numbered(second));
        PersonRecord left = annul(person, first.version());
        assertThat(left.number()).isEqualTo(second);
        assertThat(left.numberStatus()).isEqualTo(NumberStatus.ASSIGNED);
        PersonRecord none = annul(person, renumbered.version());
        assertThat(none.number()).isNull();
        assertThat(none.numberStatus()).isEqualTo(NumberStatus.AWAITING);
    }

    @Test
    void whatALaterChangeDependsOnIsNotTakenBackFromUnderIt() {
        PersonRecord person = registered(d -> {});
        PersonRecord dead = die(person, "2020-05-01");
        PersonRecord corrected = correctDeath(person, "2021-02-03");
        // As it was written before lines that belong together were told together.
        jdbc.sql(
                        """
                        update person_version set replaces = null, annulled_at = null,
                            changes = case version when 1 then changes else
                                '[{"field": "death", "new": {"date": "2021-02-03"},
                                   "validFrom": "2020-05-01"}]' end
                        where person_id = :id
                        """)
                .param("id", person.personId())
                .update();
        assertRefused(() -> annul(person, dead.version()), "later_change_depends");
        assertThat(stored(person)).isEqualTo(corrected);
        annul(person, corrected.version());
        assertThat(annul(person, dead.version()).status()).isEqualTo(LifeStatus.ALIVE);
    }

    @Test
    void marksOfAnnulmentFollowTheWholeChain() {
        PersonRecord person = registered(d -> {});
        long first =
                change(person, Change.since(MOVED, "told", "r"), d -> d.phone = "0912345678")
                        .version();
        List<Boolean> expected = List.of(true, false, true, false);
        long taken = first;
        for (boolean annulled : expected) {
            PersonRecord after = annul(person, taken);
            taken = after.version();
            assertThat(annulledAt(person, first) != null).isEqualTo(annulled);
            assertThat(after.further().phone()).isEqualTo(annulled ? null : "0912345678");
            for (long v = first; v <= taken; v++) {
                long version = v;
                assertThat(annulledAt(person, version) == null)
                        .isEqualTo(
                                transactions.<Boolean>execute(
                                        s -> versions.timeline(after).isInForce(version)));
            }
        }
    }

    private PersonRecord transfer(
            PersonalIdNumber number, PersonRecord holder, PersonRecord owner, Change change) {
        return transactions.execute(
                s ->
                        transfers.transfer(
                                new NumberTransfers.Transfer(
                                        number,
                                        holder.personId(),
                                        owner.personId(),
                                        NumberStatus.IN_REVIEW,
                                        "card_wrong"),
                                change));
    }

    @Test
    void aNumberMovesToItsOwnerAndBackAndIsRecordedOfBoth() {
        PersonalIdNumber number = newNumber();
        PersonalIdNumber own = newNumber();
        PersonRecord holder = registered(d -> d.numbered(number));
        PersonRecord owner = registered(d -> d.numbered(own));
        PersonRecord third = registered(d -> {});
        Change decided = Change.correcting("card_found_wrong", "decision 9");
        assertRefused(() -> transfer(number, third, owner, decided), "number_not_of_person");
        assertRefused(() -> transfer(number, owner, owner, decided), "same_person");

        PersonRecord after =
                transfer(
                        number,
                        holder,
                        owner,
                        decided.announcedAs("population.person-numbered.v1"));
        assertThat(after.number()).isEqualTo(number);
        assertThat(stored(owner)).isEqualTo(after);
        PersonRecord left = stored(holder);
        assertThat(left.number()).isNull();
        assertThat(left.numberStatus()).isEqualTo(NumberStatus.IN_REVIEW);
        assertThat(left.numberReason()).isEqualTo("card_wrong");
        assertThat(holderOf(number)).isEqualTo(owner.personId());
        assertThat(holderOf(own)).isEqualTo(owner.personId());
        assertThat(
                        jdbc.sql(
                                        """
                                        select person_id from audit_record
                                        where action = 'number_transferred'
                                            and person_id in (:holder, :owner)
                                        """)
                                .param("holder", holder.personId())
                                .param("owner", owner.personId())
                                .query(UUID.class)
                                .list())
                .containsExactlyInAnyOrder(holder.personId(), owner.personId());
        assertRefused(() -> annul(holder, left.version()), "number_conflict");

        transactions.executeWithoutResult(
                s -> {
                    persons.annul(
                            owner.personId(), after.version(), Change.always("annulled", "r"));
                    transfers.transfer(
                            new NumberTransfers.Transfer(
                                    number,
                                    owner.personId(),
                                    holder.personId(),
                                    NumberStatus.AWAITING,
                                    null),
                            Change.correcting("number_transfer_annulled", "decision 10"));
                });
        assertThat(stored(owner).number()).isEqualTo(own);
        assertThat(stored(holder).number()).isEqualTo(number);
        assertThat(holderOf(number)).isEqualTo(holder.personId());
    }

    private UUID holderOf(PersonalIdNumber number) {
        return jdbc.sql("select person_id from person_by_number where number = :number")
                .param("number", number.digits())
                .query(UUID.class)
                .single();
    }

    @Test
    void staleClosedFutureAndEmptyChangesWriteNothing() {
        PersonRecord person = registered(d -> {});
        Change always = Change.always("told", "r");
        assertThat(change(person, always, d -> {}).version()).isEqualTo(1);
        assertRefused(
                () ->
                        transactions.execute(
                                s -> persons.change(person.personId(), 2, always, d -> {})),
                "stale_version");
        assertRefused(
                () ->
                        change(
                                person,
                                Change.since(
                                        LocalDate.now(ZoneOffset.UTC).plusDays(2), "told", "r"),
                                d -> d.phone = "0912345678"),
                "valid_from_in_future");
        UUID survivor = registered(d -> {}).personId();
        change(
                person,
                Change.since(MOVED, "merged", "r"),
                d -> {
                    d.closed = RecordClosure.MERGED;
                    d.mergedInto = survivor;
                });
        assertRefused(() -> change(person, always, d -> d.phone = "0912345678"), "record_closed");
        assertThat(transactions.<UUID>execute(s -> persons.survivor(stored(person)).personId()))
                .isEqualTo(survivor);
        assertThat(annul(person, 2).hasEnded()).isFalse();
    }

    @Test
    void eachVersionIsToldByOneEvent() {
        PersonRecord person = registered(d -> {});
        String id = person.personId().toString();
        change(person, Change.since(MOVED, "moved", "r1"), d -> d.permanentResidence = HUE);
        change(
                person,
                Change.since(MOVED.minusYears(1), "moved", "r2"),
                d -> d.permanentResidence = VINH);
        transactions.execute(s -> persons.assignNumber(person.personId(), newNumber(), "event 1"));
        annul(person, 3);
        try (Topic facts = new Topic(broker.bootstrapServers(), Persons.TOPIC)) {
            for (long version = 2; version <= 5; version++) {
                String told = "\"aggregateversion\":" + version + ",";
                var fact = facts.await(m -> m.key().equals(id) && m.value().contains(told));
                String type = json.readTree(fact.value()).required("type").asString();
                assertThat(type)
                        .isEqualTo(
                                version == 4 ? "population.person-numbered.v1" : Persons.CHANGED);
                Contracts.assertMatches(fact.value(), "population/" + type + ".schema.json");
                if (version != 4) {
                    assertThat(json.readTree(fact.value()).at("/data/changed").toString())
                            .isEqualTo("[\"permanentResidence\"]");
                }
            }
        }
        assertThat(
                        jdbc.sql("select count(*) from outbox where key = :id")
                                .param("id", id)
                                .query(Integer.class)
                                .single())
                .isLessThanOrEqualTo(4);
        Contracts.assertMatches(
                Contracts.example("population/examples/population.person-changed.v1.json"),
                "population/population.person-changed.v1.schema.json");
    }

    @Test
    void historyOfTheFirstReleasesKeepsItsMeaning() {
        PersonRecord person = registered(d -> {});
        PersonalIdNumber number = newNumber();
        String v1 = json.writeValueAsString(person);
        String v2 = json.writeValueAsString(person.with(d -> d.numbered(number)).ofVersion(2));
        jdbc.sql(
                        """
                        insert into person_version (person_id, version, known_from, known_to,
                            superseded, changed, cause, evidence, recorded_by)
                        values (:id, 1, now() - interval '3 days', now() - interval '2 days',
                                cast(:v1 as jsonb), '{number}', 'number_assigned', 'e', 's'),
                            (:id, 2, now() - interval '2 days', now() - interval '1 days',
                                cast(:v2 as jsonb), '{death,status}', 'death_registered', 'e', 's')
                        """)
                .param("id", person.personId())
                .param("v1", v1)
                .param("v2", v2)
                .update();
        jdbc.sql(
                        """
                        update person set version = 3, status = 'DEAD', death_date = '2020-05',
                            number = :number, number_status = 'ASSIGNED' where person_id = :id
                        """)
                .param("id", person.personId())
                .param("number", number.digits())
                .update();
        change(person, Change.since(MOVED, "moved", "r"), d -> d.permanentResidence = HUE);
        assertThat(state(person, LocalDate.of(2020, 4, 30), Instant.MAX).status())
                .isEqualTo(LifeStatus.ALIVE);
        assertThat(state(person, MOVED, Instant.MAX).status()).isEqualTo(LifeStatus.DEAD);
        assertThat(state(person, MOVED, Instant.now().minusSeconds(36 * 3600)).number())
                .isEqualTo(number);
        assertThat(state(person, MOVED, Instant.now().minusSeconds(60 * 3600)).number()).isNull();
        assertThat(annul(person, 3).status()).isEqualTo(LifeStatus.ALIVE);
    }

    @Test
    void kinshipIsFoundFromEitherSideByIdOrNumber() {
        PersonalIdNumber number = newNumber();
        PersonRecord officer = registered(d -> d.numbered(number));
        PersonRecord byNumber =
                registered(d -> d.mother = new Relative(d.name, number, null, null, null));
        PersonRecord child = registered(d -> {});
        change(
                officer,
                Change.since(MOVED, "child_linked", "r"),
                d ->
                        d.children =
                                List.of(
                                        new Relative(
                                                child.name(), null, null, null, child.personId())));
        PersonRecord stranger = registered(d -> {});
        assertThat(rights(officer, officer)).isEqualTo("own_record");
        assertThat(rights(officer, byNumber)).isEqualTo("relative_record");
        assertThat(rights(officer, child)).isEqualTo("relative_record");
        assertThat(rights(officer, stranger)).isEqualTo("allowed");
    }

    private String rights(PersonRecord officer, PersonRecord person) {
        return transactions.execute(
                s -> {
                    try {
                        rights.requireUnrelated(stored(person), officer.personId());
                        return "allowed";
                    } catch (ProblemException e) {
                        return e.code();
                    }
                });
    }

    @Test
    void whoLivesAbroadBelongsToTheNationalAgency() {
        PersonRecord abroad =
                registered(d -> d.residenceAbroad = new Further.PlaceInWorld("FR", null, "Paris"));
        PersonRecord atHome = registered(d -> {});
        for (PersonRecord person : List.of(abroad, atHome)) {
            boolean home = person.personId().equals(atHome.personId());
            assertThat(WritingRights.covers(Territory.COUNTRY, person)).isTrue();
            assertThat(WritingRights.covers(new Territory("01"), person)).isEqualTo(home);
            assertThat(WritingRights.covers(new Territory("79"), person)).isFalse();
            assertThat(WritingRights.covers(Territory.NONE, person)).isFalse();
        }
    }
}
