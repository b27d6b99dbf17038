package vn.dancu.population.record;

import java.util.Arrays;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.Violation;

/**
 * Which lines the register shows and accepts: those of the law that is in force. What was recorded
 * under another law stays on record.
 */
@Component
public class InformationLines {
    private final LegalProfile profile;

    InformationLines(Settings settings) {
        this.profile = LegalProfile.ofYear(settings.legalProfile());
    }

    /**
     * @param legalProfile 2014 or 2023
     */
    @ConfigurationProperties("dancu.population")
    public record Settings(@DefaultValue("2014") String legalProfile) {}

    public LegalProfile profile() {
        return profile;
    }

    public List<InformationLine> lines() {
        return Arrays.stream(InformationLine.values()).filter(l -> l.isOf(profile)).toList();
    }

    /** Whether a member of a record is shown: a line of the law, or no line but how it is kept. */
    public boolean shows(String member) {
        return Arrays.stream(InformationLine.values())
                .filter(line -> line.member().equals(member))
                .allMatch(line -> line.isOf(profile));
    }

    /** Adds a violation if the law that is in force does not know the line. */
    public void check(String member, String pointer, List<Violation> violations) {
        if (!shows(member)) {
            violations.add(
                    new Violation(
                            "line_not_in_profile",
                            pointer,
                            "The law in force does not let the register hold this."));
        }
    }

    /** The record as the law in force lets it be shown. */
    public PersonRecord shown(PersonRecord person) {
        Relatives relatives = person.relatives();
        boolean asItIs =
                profile == LegalProfile.LAW_2023
                        || (person.further().equals(Further.NONE)
                                && relatives.children() == null
                                && relatives.represented() == null);
        return asItIs ? person : person.with(InformationLines::onlyOf2014);
    }

    private static void onlyOf2014(PersonDraft draft) {
        draft.otherNames = null;
        draft.placeOfBirth = null;
        draft.papers = null;
        draft.children = null;
        draft.represented = null;
        draft.residenceFileNumber = null;
        draft.phone = null;
        draft.email = null;
        draft.occupation = null;
        draft.identifyingFeatures = null;
    }
}
