package vn.dancu.idnumber.profiles;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.model.GenerationProfile;
import vn.dancu.idnumber.settings.GenerationSettings;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;

/** Tells what the digits of a number say, and nothing about its person or whether it was issued. */
@RestController
class ReadingController {
    private final GenerationSettings generation;
    private final Prefixes prefixes;

    ReadingController(GenerationSettings generation, Prefixes prefixes) {
        this.generation = generation;
        this.prefixes = prefixes;
    }

    record ReadingRequest(@Nullable String number) {}

    /**
     * @param profile absent where no profile reads the number: then it is valid and opaque
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReadingAnswer(
            boolean wellFormed,
            @Nullable String profile,
            @Nullable Place place,
            @Nullable Sex sex,
            @Nullable Integer birthYear) {
        static ReadingAnswer opaque(boolean wellFormed) {
            return new ReadingAnswer(wellFormed, null, null, null, null);
        }
    }

    /** Where the birth was registered. */
    record Place(String prefix, String kind, String name) {}

    record Profiles(String generating, List<GenerationProfile> items) {}

    @GetMapping("/id-numbers/v1/profiles")
    Profiles profiles() {
        return new Profiles(generation.generating().id(), generation.all());
    }

    @PostMapping("/id-numbers/v1/readings")
    ReadingAnswer read(@RequestBody ReadingRequest request) {
        String text = request.number();
        if (text == null) {
            throw ProblemException.refused("missing_field", "This field is needed.", "/number");
        }
        if (!PersonalIdNumber.isWellFormed(text)) {
            return ReadingAnswer.opaque(false);
        }
        PersonalIdNumber number = new PersonalIdNumber(text);
        for (GenerationProfile profile : generation.all()) {
            Optional<ReadingAnswer> answer = read(profile, number);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return ReadingAnswer.opaque(true);
    }

    /** A prefix that is nobody's shows that the number was made by another profile. */
    private Optional<ReadingAnswer> read(GenerationProfile profile, PersonalIdNumber number) {
        if (!profile.isGenerating()) {
            return Optional.of(new ReadingAnswer(true, profile.id(), null, null, null));
        }
        return profile.read(number)
                .flatMap(
                        reading ->
                                prefixes.find(reading.prefix())
                                        .map(
                                                place ->
                                                        new ReadingAnswer(
                                                                true,
                                                                profile.id(),
                                                                new Place(
                                                                        place.prefix(),
                                                                        place.kind(),
                                                                        place.name()),
                                                                reading.sex(),
                                                                reading.birthYear())));
    }
}
