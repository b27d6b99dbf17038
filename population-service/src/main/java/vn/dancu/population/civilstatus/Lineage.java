package vn.dancu.population.civilstatus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import vn.dancu.population.record.Kinship;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Relative;

/** Who descends from whom, as far as the links of the records lead. */
final class Lineage {
    /** Law 52/2014 Art 3.18: one's parents' children and their children are within three. */
    private static final int GENERATIONS_ABOVE = 2;

    /** The direct line is followed further: to great-grandparents. */
    private static final int DIRECT_LINE = 3;

    private Lineage() {}

    static boolean areTooCloseToMarry(PersonRecord one, PersonRecord other, Register register) {
        List<Set<String>> ofOne = generations(one, register);
        List<Set<String>> ofOther = generations(other, register);
        boolean direct =
                ofOne.stream().anyMatch(ancestors -> ancestors.contains(self(other)))
                        || ofOther.stream().anyMatch(ancestors -> ancestors.contains(self(one)));
        Set<String> shared = upTo(ofOne);
        shared.retainAll(upTo(ofOther));
        return direct || !shared.isEmpty();
    }

    private static Set<String> upTo(List<Set<String>> generations) {
        Set<String> all = new HashSet<>();
        generations.subList(0, GENERATIONS_ABOVE).forEach(all::addAll);
        return all;
    }

    /** Parents, grandparents, great-grandparents. */
    private static List<Set<String>> generations(PersonRecord person, Register register) {
        List<Set<String>> generations = new ArrayList<>();
        List<PersonRecord> children = List.of(person);
        for (int above = 1; above <= DIRECT_LINE; above++) {
            Set<String> parents = new HashSet<>();
            List<PersonRecord> onRecord = new ArrayList<>();
            for (PersonRecord child : children) {
                for (Relative parent : Kinship.parents(child).toList()) {
                    register.find(parent)
                            .ifPresentOrElse(
                                    record -> {
                                        if (parents.add(self(record))) {
                                            onRecord.add(record);
                                        }
                                    },
                                    () -> {
                                        if (parent.number() != null) {
                                            parents.add("number " + parent.number().digits());
                                        }
                                    });
                }
            }
            generations.add(parents);
            children = onRecord;
        }
        return generations;
    }

    private static String self(PersonRecord person) {
        return self(person.personId());
    }

    private static String self(UUID personId) {
        return "person " + personId;
    }
}
