package vn.dancu.population.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.InformationLines;
import vn.dancu.population.record.PersonNotFoundException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Places;
import vn.dancu.population.record.ProtectedPersonException;
import vn.dancu.population.search.SearchCriteria.NameMatch;
import vn.dancu.population.search.SearchCriteria.RelativeCriterion;
import vn.dancu.population.search.SearchCriteria.Units;
import vn.dancu.population.search.SimilarNames.Similar;

/** Finds people by what an officer knows of them, the likeliest first. */
@Service
public class Search {
    private final Candidates candidates;
    private final Vocabulary vocabulary;
    private final Persons persons;
    private final InformationLines lines;
    private final Disclosure disclosure;
    private final Places places;
    private final AuditRecords audit;
    private final SearchLimits limits;
    private final SearchIndexes indexes;
    private final JdbcClient jdbc;

    Search(
            Candidates candidates,
            Vocabulary vocabulary,
            Persons persons,
            Places places,
            InformationLines lines,
            Disclosure disclosure,
            AuditRecords audit,
            SearchLimits limits,
            SearchIndexes indexes,
            JdbcClient jdbc) {
        this.candidates = candidates;
        this.vocabulary = vocabulary;
        this.persons = persons;
        this.places = places;
        this.lines = lines;
        this.disclosure = disclosure;
        this.audit = audit;
        this.limits = limits;
        this.indexes = indexes;
        this.jdbc = jdbc;
    }

    /**
     * A page of people, and how each agrees with what was asked. {@code next} is missing on the
     * last one; a page may have fewer people than asked for, even none, and go on.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(
            List<PersonRecord> items, List<Likeness.Match> matches, @Nullable String next) {}

    /**
     * @throws PersonNotFoundException if nobody with that id is on record
     * @throws ProtectedPersonException 403, if a scope is missing
     */
    @Transactional(noRollbackFor = ProtectedPersonException.class)
    public PersonRecord read(UUID personId) {
        PersonRecord person = persons.find(personId).orElseThrow(PersonNotFoundException::new);
        boolean allowed = disclosure.mayRead(person);
        audit.record(
                "person_read", Optional.of(personId), allowed ? "answered" : "protected_person");
        if (!allowed) {
            throw new ProtectedPersonException();
        }
        return lines.shown(person);
    }

    /**
     * @throws ProblemException 422 {@code criteria_too_wide} where too many people would have to be
     *     looked at, with a pointer to what should be added; 422 {@code invalid_fields}; 503 {@code
     *     unavailable} while a first load has put the indexes off
     */
    @Transactional(noRollbackFor = ProblemException.class)
    public Page find(SearchCriteria criteria) {
        check(criteria);
        // Whatever the plan, a search does not hold a connection for long.
        jdbc.sql("select set_config('statement_timeout', :millis, true)")
                .param("millis", Long.toString(limits.statement().toMillis()))
                .query(String.class)
                .single();
        Page page = page(criteria, Cursor.read(criteria.after()));
        // One record for each person shown: the citizen may ask who saw them.
        if (page.items().isEmpty()) {
            audit.record("person_search", Optional.empty(), "nobody_found");
        } else {
            audit.recordAll(
                    "person_search",
                    page.items().stream().map(PersonRecord::personId).toList(),
                    "answered");
        }
        return page;
    }

    private void check(SearchCriteria criteria) {
        List<Violation> violations = new ArrayList<>();
        check(criteria.origin(), "/origin", violations);
        check(criteria.residence(), "/residence", violations);
        check(criteria.father(), "/father", violations);
        check(criteria.mother(), "/mother", violations);
        check(criteria.householdHead(), "/householdHead", violations);
        if (criteria.nameMatch() != null && criteria.name() == null) {
            violations.add(new Violation("missing_field", "/name", "There is no name to match."));
        }
        if (criteria.province() != null && criteria.residence() != null) {
            violations.add(
                    new Violation(
                            "redundant_field", "/province", "The residence says it already."));
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    private void check(@Nullable Units units, String pointer, List<Violation> violations) {
        places.checkEver(units == null ? null : units.place(), pointer, violations);
    }

    private static void check(
            @Nullable RelativeCriterion relative, String pointer, List<Violation> violations) {
        if (relative != null && relative.isEmpty()) {
            violations.add(
                    new Violation("missing_field", pointer, "Give a number, old number or name."));
        }
    }

    private Page page(SearchCriteria criteria, @Nullable Cursor after) {
        PersonalIdNumber number = criteria.number();
        String oldNumber = criteria.oldNumber();
        PersonName name = criteria.name();
        Likeness.Known known = known(criteria);
        Likeness likeness = new Likeness(criteria, known, places.history());
        if (number != null) {
            List<PersonRecord> holder = candidates.everHeld(number).stream().toList();
            return ranked(ofOneNumber(holder, criteria), likeness, criteria, after);
        }
        if (oldNumber != null) {
            List<PersonRecord> holders =
                    persons.findByOldNumber(
                            oldNumber,
                            name == null ? null : name.unaccentedKey(),
                            criteria.dateOfBirth(),
                            Persons.MOST_OF_ONE_OLD_NUMBER + 1);
            if (holders.size() > Persons.MOST_OF_ONE_OLD_NUMBER) {
                throw tooWide("Many people had that old number; give a name.", "/name");
            }
            return ranked(ofOneNumber(holders, criteria), likeness, criteria, after);
        }
        indexes.require();
        return name == null
                ? byResidence(criteria, known, likeness, after)
                : byName(name, criteria, likeness, after);
    }

    /** The people of today who are meant by a number; a merged record leads to its survivor. */
    private Ranking ofOneNumber(List<PersonRecord> holders, SearchCriteria criteria) {
        Map<UUID, PersonRecord> people = new LinkedHashMap<>();
        for (PersonRecord holder : holders) {
            PersonRecord person = persons.survivor(holder);
            if (!person.hasEnded() && (isNamed(holder, criteria) || isNamed(person, criteria))) {
                people.putIfAbsent(person.personId(), person);
            }
        }
        var ranking = new Ranking();
        readable(people.values()).forEach(person -> ranking.add(Candidate.of(person), 0));
        return ranking;
    }

    private static boolean isNamed(PersonRecord person, SearchCriteria criteria) {
        PersonName name = criteria.name();
        return name == null || person.name().unaccentedKey().equals(name.unaccentedKey());
    }

    /** Whom the caller may read; that a protected person was asked for by number is recorded. */
    private List<PersonRecord> readable(Collection<PersonRecord> people) {
        List<UUID> hidden =
                people.stream()
                        .filter(person -> !disclosure.mayRead(person))
                        .map(PersonRecord::personId)
                        .toList();
        if (!hidden.isEmpty()) {
            audit.recordAll("person_search", hidden, "protected_person");
        }
        return people.stream().filter(disclosure::mayRead).toList();
    }

    private static ProblemException tooWide(String detail, String pointer) {
        return ProblemException.refused("criteria_too_wide", detail, pointer);
    }

    private Likeness.Known known(SearchCriteria criteria) {
        if (!criteria.hasRelatives()) {
            return Likeness.Known.NOBODY;
        }
        return new Likeness.Known(
                holder(criteria.father()),
                holder(criteria.mother()),
                holder(criteria.householdHead()));
    }

    private @Nullable PersonRecord holder(@Nullable RelativeCriterion relative) {
        PersonalIdNumber number = relative == null ? null : relative.number();
        if (number == null) {
            return null;
        }
        List<PersonRecord> holder =
                candidates.everHeld(number).map(persons::survivor).stream()
                        .filter(person -> !person.hasEnded())
                        .toList();
        return readable(holder).stream().findFirst().orElse(null);
    }

    /** Nobody's name is known: a commune or district and a date of birth must do. */
    private Page byResidence(
            SearchCriteria criteria,
            Likeness.Known known,
            Likeness likeness,
            @Nullable Cursor after) {
        Units home = criteria.livesIn();
        if (home == null) {
            home = homeOfRelatives(known);
        }
        if (home == null) {
            throw tooWide(
                    "Give a number, an old number, a name, or a residence with the date of birth.",
                    "/name");
        }
        PartialDate born = criteria.dateOfBirth();
        if (born == null) {
            throw tooWide("Give at least the year of birth, or a name.", "/dateOfBirth");
        }
        if (home.district() == null && home.commune() == null) {
            throw tooWide("Give the district and commune, or a name.", "/residence/district");
        }
        if (home.commune() == null && born.day() == 0) {
            throw tooWide("In a district, give the whole date of birth.", "/dateOfBirth");
        }
        List<Candidate> found =
                candidates.living(
                        UnitWritings.of(home, places.history()), criteria, limits.candidates() + 1);
        if (found.size() > limits.candidates()) {
            throw tooWide(
                    "Too many people were born then and live there.",
                    criteria.sex() == null ? "/sex" : "/name");
        }
        var ranking = new Ranking();
        found.forEach(candidate -> ranking.add(candidate, 0));
        return ranked(ranking, likeness, criteria, after);
    }

    /** Where a parent or the head lives whose number is given: families are looked for at home. */
    private static @Nullable Units homeOfRelatives(Likeness.Known known) {
        PersonRecord[] relatives = {known.head(), known.mother(), known.father()};
        for (PersonRecord relative : relatives) {
            Place home = relative == null ? null : relative.permanentResidence();
            if (home != null) {
                return new Units(home.province(), home.district(), home.commune());
            }
        }
        return null;
    }

    private Page byName(
            PersonName name, SearchCriteria criteria, Likeness likeness, @Nullable Cursor after) {
        String key = name.unaccentedKey();
        if (after instanceof Cursor.Walked walked) {
            return walk(keysToWalk(key, criteria, walked), criteria, likeness, walked);
        }
        // A page that goes on in the order of likeness does so though more people came meanwhile.
        int most = limits.candidates();
        List<Candidate> bearers = candidates.named(List.of(key), criteria, most + 1);
        if (bearers.size() > most && after == null) {
            return walk(keysAtFirst(key, criteria), criteria, likeness, null);
        }
        var ranking = new Ranking();
        bearers.forEach(candidate -> ranking.add(candidate, 0));
        boolean similar =
                criteria.nameMatch() == NameMatch.SIMILAR
                        || (criteria.nameMatch() == null && ranking.fitting(likeness).isEmpty());
        if (similar) {
            Map<String, Integer> costs = new HashMap<>();
            List<String> borne = borneSimilar(key, criteria, costs);
            List<Candidate> found =
                    borne.isEmpty() ? List.of() : candidates.named(borne, criteria, most + 1);
            if (found.size() > most && after == null) {
                List<String> keys = new ArrayList<>(borne);
                if (criteria.nameMatch() == NameMatch.SIMILAR) {
                    keys.addFirst(key);
                }
                return walk(keys, criteria, likeness, null);
            }
            for (Candidate candidate : found) {
                ranking.add(
                        candidate,
                        costs.getOrDefault(
                                candidate.name().unaccentedKey(), SimilarNames.MOST_COST));
            }
        }
        return ranked(ranking, likeness, criteria, after);
    }

    /** Similar names that somebody bears, the likeliest first. */
    private List<String> borneSimilar(
            String key, SearchCriteria criteria, Map<String, Integer> costs) {
        List<Similar> similar = SimilarNames.of(key, vocabulary.known(), limits.similarKeys());
        similar.forEach(one -> costs.put(one.key(), one.cost()));
        if (similar.isEmpty()) {
            return List.of();
        }
        List<String> borne =
                candidates.borne(similar.stream().map(Similar::key).toList(), criteria);
        return borne.stream()
                .sorted(
                        Comparator.<String>comparingInt(k -> costs.getOrDefault(k, 0))
                                .thenComparing(k -> k))
                .toList();
    }

    private List<String> keysAtFirst(String key, SearchCriteria criteria) {
        return criteria.nameMatch() == NameMatch.SIMILAR
                ? keysToWalk(key, criteria, new Cursor.Walked(key, 0, new UUID(0, 0)))
                : List.of(key);
    }

    /**
     * Unless similar names are asked for, pages follow either the name or, where nobody bears it,
     * the similar ones.
     */
    private List<String> keysToWalk(String key, SearchCriteria criteria, Cursor.Walked after) {
        NameMatch match = criteria.nameMatch();
        if (match == NameMatch.SIMILAR) {
            List<String> keys = new ArrayList<>(borneSimilar(key, criteria, new HashMap<>()));
            keys.addFirst(key);
            return keys;
        }
        return match != null || after.nameKey().equals(key)
                ? List.of(key)
                : borneSimilar(key, criteria, new HashMap<>());
    }

    /**
     * Too many to rank: name after name, each in the order of the index, as many people as one
     * request may look at.
     */
    private Page walk(
            List<String> keys,
            SearchCriteria criteria,
            Likeness likeness,
            Cursor.@Nullable Walked from) {
        int at = from == null ? 0 : keys.indexOf(from.nameKey());
        if (at < 0) {
            throw ProblemException.refused(
                    "cursor_unknown", "This is no cursor of a page before.", "/after");
        }
        List<Candidate> shown = new ArrayList<>();
        Cursor.Walked last = from;
        int scanned = 0;
        while (at < keys.size()) {
            String key = keys.get(at);
            boolean sameKey = last != null && last.nameKey().equals(key);
            List<Candidate> window =
                    candidates.next(key, criteria, sameKey ? last : null, limits.window());
            for (Candidate candidate : window) {
                last = new Cursor.Walked(key, candidate.born().year(), candidate.personId());
                if (likeness.score(candidate, 0) != Likeness.NONE) {
                    shown.add(candidate);
                }
                if (shown.size() == criteria.pageSize()) {
                    return page(shown, likeness, last);
                }
            }
            scanned += window.size();
            if (window.size() < limits.window()) {
                at++;
            }
            if (scanned >= limits.scanned() && last != null) {
                return page(shown, likeness, last);
            }
        }
        return page(shown, likeness, null);
    }

    private Page ranked(
            Ranking ranking, Likeness likeness, SearchCriteria criteria, @Nullable Cursor after) {
        List<Ranking.Scored> fitting = ranking.fitting(likeness);
        if (after instanceof Cursor.Ranked ranked) {
            fitting = fitting.stream().filter(scored -> scored.isAfter(ranked)).toList();
        } else if (after != null) {
            throw ProblemException.refused(
                    "cursor_unknown", "This is no cursor of a page before.", "/after");
        }
        int size = criteria.pageSize();
        List<Ranking.Scored> shown = fitting.subList(0, Math.min(size, fitting.size()));
        Cursor next = fitting.size() > size ? shown.getLast().cursor() : null;
        return page(shown.stream().map(Ranking.Scored::candidate).toList(), likeness, next);
    }

    private Page page(List<Candidate> shown, Likeness likeness, @Nullable Cursor next) {
        List<PersonRecord> items =
                candidates.records(shown.stream().map(Candidate::personId).toList()).stream()
                        .filter(disclosure::mayRead)
                        .toList();
        List<Likeness.Match> matches =
                items.stream().map(person -> likeness.match(Candidate.of(person))).toList();
        return new Page(
                items.stream().map(lines::shown).toList(),
                matches,
                next == null ? null : next.text());
    }
}
