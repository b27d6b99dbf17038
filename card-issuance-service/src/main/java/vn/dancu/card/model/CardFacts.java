package vn.dancu.card.model;

import java.time.LocalDate;
import java.util.Optional;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * What a card says about its holder: taken from the record when the application is filed, seen by
 * the officer who approves, and printed only if the record still says the same.
 *
 * @param origin place of origin (quê quán) as printed
 * @param residence permanent residence (nơi thường trú) as printed
 * @param birthRegistration where the birth was registered, as cards of the law of 2023 print it;
 *     none where the record does not say, and in what was filed before they did
 */
public record CardFacts(
        PersonalIdNumber number,
        Optional<String> oldNumber,
        PersonName name,
        LocalDate birth,
        Sex sex,
        String nationality,
        String origin,
        String residence,
        Optional<String> birthRegistration) {
    /**
     * What a card for this person would say today.
     *
     * @throws IllegalArgumentException if a rule of {@link Eligibility} is broken
     */
    public static CardFacts of(RegisteredPerson person, PlaceNames places) {
        return new CardFacts(
                person.number().orElseThrow(CardFacts::notEligible),
                person.oldNumber(),
                person.name(),
                person.birth().exact().orElseThrow(CardFacts::notEligible),
                person.sex(),
                person.nationality(),
                places.text(person.origin().orElseThrow(CardFacts::notEligible)),
                places.text(person.permanentResidence().orElseThrow(CardFacts::notEligible)),
                person.form().birthRegistrationPlace().map(places::text));
    }

    /** Whether the record says all that a card must say. */
    public static boolean isPossible(RegisteredPerson person) {
        return person.number().isPresent()
                && person.birth().exact().isPresent()
                && person.origin().isPresent()
                && person.permanentResidence().isPresent();
    }

    private static IllegalArgumentException notEligible() {
        return new IllegalArgumentException("no card for this person");
    }

    @Override
    public String toString() {
        return "CardFacts[hidden]";
    }
}
