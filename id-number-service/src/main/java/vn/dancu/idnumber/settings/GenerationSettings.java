package vn.dancu.idnumber.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import vn.dancu.idnumber.model.GenerationProfile;

/**
 * The laws by which numbers are made and read. A later law's profile stands beside this one; which
 * prefixes there are is reference data in the database.
 *
 * @param profile id of the one by which numbers are made
 * @param profiles in the order in which a number is tried to be read
 */
@ConfigurationProperties("dancu.numbers.generation")
public record GenerationSettings(
        @DefaultValue("decree-137-2015") String profile,
        @Nullable List<GenerationProfile> profiles) {
    public GenerationSettings {
        if (profiles == null || profiles.isEmpty()) {
            profiles = List.of(GenerationProfile.DECREE_137);
        }
        profiles = List.copyOf(profiles);
        if (profiles.stream().map(GenerationProfile::id).distinct().count() != profiles.size()) {
            throw new IllegalArgumentException("two profiles of numbers have the same id");
        }
        String wanted = profile;
        if (profiles.stream().noneMatch(p -> p.id().equals(wanted) && p.isGenerating())) {
            throw new IllegalArgumentException("no profile makes numbers by the id " + wanted);
        }
    }

    /** All profiles, in the order in which a number is tried to be read. */
    public List<GenerationProfile> all() {
        return profiles == null ? List.of() : profiles;
    }

    /** The profile by which numbers are made. */
    public GenerationProfile generating() {
        return all().stream().filter(p -> p.id().equals(profile)).findFirst().orElseThrow();
    }
}
