package vn.dancu.population;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows each change of a record back through those who call it, until one asks for the right to
 * write: by {@code WritingRights}, or by {@code Officers}, which asks it.
 */
final class ChangeRecordsByRight extends ArchCondition<JavaClass> {
    private static final Map<String, Set<String>> CHANGES =
            Map.of(
                    "Persons", Set.of("change", "annul", "die", "assignNumber", "refuseNumber"),
                    "NumberTransfers", Set.of("transfer"),
                    "RecordWithdrawals", Set.of("close"));
    private static final Map<String, Set<String>> QUESTIONS =
            Map.of(
                    "WritingRights", Set.of("check", "requireUnrelated"),
                    "Officers", Set.of("requireStranger"));

    /**
     * What no officer asks for: answers of id-number-service, what follows from other events, and
     * an import that is taken back, which two officers decided on before. Imports insert and never
     * change.
     */
    private static final Set<String> SYSTEMS =
            Set.of(
                    "vn.dancu.population.numbering.NumberOutcomes",
                    "vn.dancu.population.numbering.NumberTaskRunner",
                    "vn.dancu.population.households.HouseholdFollower",
                    "vn.dancu.population.imports.WithdrawalRun");

    private final Map<String, List<JavaAccess<?>>> byTarget = new HashMap<>();
    private final Set<String> asking = new HashSet<>();

    ChangeRecordsByRight() {
        super("change records by right");
    }

    @Override
    public void init(Collection<JavaClass> all) {
        byTarget.clear();
        asking.clear();
        for (JavaClass one : all) {
            for (JavaAccess<?> access : one.getAccessesFromSelf()) {
                byTarget.computeIfAbsent(access.getTarget().getName(), n -> new ArrayList<>())
                        .add(access);
                if (isOneOf(QUESTIONS, access.getTarget())) {
                    asking.add(outermost(one));
                }
            }
        }
    }

    @Override
    public void check(JavaClass item, ConditionEvents events) {
        for (JavaAccess<?> access : item.getAccessesFromSelf()) {
            if (isOneOf(CHANGES, access.getTarget())) {
                boolean asked = isAsked(access.getOrigin(), new HashSet<>());
                events.add(new SimpleConditionEvent(access, asked, access.getDescription()));
            }
        }
    }

    private static boolean isOneOf(Map<String, Set<String>> methods, AccessTarget target) {
        return methods.getOrDefault(target.getOwner().getSimpleName(), Set.of())
                .contains(target.getName());
    }

    private boolean isAsked(JavaCodeUnit unit, Set<JavaCodeUnit> seen) {
        String owner = outermost(unit.getOwner());
        if (asking.contains(owner) || SYSTEMS.contains(owner) || !seen.add(unit)) {
            return true;
        }
        List<JavaCodeUnit> callers =
                byTarget.getOrDefault(unit.getName(), List.of()).stream()
                        .filter(a -> unit.getOwner().isAssignableTo(a.getTargetOwner().getName()))
                        .map(JavaAccess::getOrigin)
                        .toList();
        return !callers.isEmpty() && callers.stream().allMatch(c -> isAsked(c, seen));
    }

    private static String outermost(JavaClass inner) {
        JavaClass outer = inner;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getName();
    }
}
