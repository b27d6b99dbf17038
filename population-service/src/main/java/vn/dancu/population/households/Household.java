package vn.dancu.population.households;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.ProblemException;

/**
 * Who belongs to a household and what each is to its head (Law on Residence 68/2020 Art 10). It
 * ends when nobody is left. Its head is a member; it has none only after the head died.
 *
 * @param members what each member is to the head, the head included
 */
record Household(UUID id, @Nullable UUID head, Map<UUID, Relationship> members) {
    Household {
        members = Collections.unmodifiableMap(new TreeMap<>(members));
        long heads = members.values().stream().filter(Household::isHead).count();
        if (heads != (head == null ? 0 : 1)
                || (head != null && !members.containsKey(head))
                || (head != null && !isHead(members.get(head)))) {
            throw new IllegalStateException("the head is the member who is said to be");
        }
    }

    private static boolean isHead(@Nullable Relationship relationship) {
        return relationship != null && relationship.isHead();
    }

    /**
     * @throws ProblemException 422 {@code head_is_no_member}, {@code relationship_is_head}
     */
    static Household form(UUID id, UUID head, Map<UUID, Relationship> others) {
        Map<UUID, Relationship> members = new TreeMap<>(others);
        if (members.put(head, Relationship.HEAD) != null) {
            throw ProblemException.refused(
                    "member_twice", "The head is not listed among the others.", "/members");
        }
        others.values().forEach(Household::checkOther);
        return new Household(id, head, members);
    }

    private static void checkOther(Relationship relationship) {
        if (!relationship.isKnown()) {
            throw ProblemException.refused(
                    "unknown_relationship", "No such relationship.", "/relationship/code");
        }
        if (isHead(relationship)) {
            throw ProblemException.refused(
                    "one_head", "A household has one head.", "/relationship");
        }
        if (relationship.isOther() && relationship.text() == null) {
            throw ProblemException.refused(
                    "relationship_text_missing",
                    "Another relationship is said in words.",
                    "/relationship/text");
        }
    }

    boolean isEnded() {
        return members.isEmpty();
    }

    boolean isHeadless() {
        return head == null && !isEnded();
    }

    /**
     * @throws ProblemException 409 {@code household_ended}, {@code already_member}, {@code
     *     household_headless}
     */
    Household join(UUID person, Relationship relationship) {
        if (isEnded()) {
            throw ProblemException.conflict("household_ended", "Nobody is left in it.");
        }
        if (members.containsKey(person)) {
            throw ProblemException.conflict("already_member", "The person is a member already.");
        }
        if (isHeadless()) {
            throw ProblemException.conflict(
                    "household_headless", "The household needs a new head first.");
        }
        checkOther(relationship);
        Map<UUID, Relationship> more = new TreeMap<>(members);
        more.put(person, relationship);
        return new Household(id, head, more);
    }

    /**
     * @param newHead who heads those that stay, if the head leaves
     * @throws ProblemException 409 {@code not_a_member}; 422 {@code new_head_required} if the head
     *     leaves others behind
     */
    Household leave(Set<UUID> leavers, @Nullable UUID newHead, Map<UUID, Relationship> toNewHead) {
        if (!members.keySet().containsAll(leavers)) {
            throw ProblemException.conflict("not_a_member", "Not a member of this household.");
        }
        Map<UUID, Relationship> rest = new TreeMap<>(members);
        rest.keySet().removeAll(leavers);
        if (rest.isEmpty()) {
            return new Household(id, null, rest);
        }
        boolean headLeaves = head != null && leavers.contains(head);
        if (headLeaves && newHead == null) {
            throw ProblemException.refused(
                    "new_head_required", "Those who stay need a new head.", "/newHead");
        }
        Household stayed = new Household(id, headLeaves ? null : head, rest);
        return newHead == null ? stayed : stayed.headedBy(newHead, toNewHead);
    }

    /** The head died: the others are there, and an officer is told that they need a new head. */
    Household without(UUID dead) {
        Map<UUID, Relationship> rest = new TreeMap<>(members);
        rest.remove(dead);
        return new Household(id, dead.equals(head) || rest.isEmpty() ? null : head, rest);
    }

    /**
     * @param toNewHead what the others are to the new head, as far as it is said
     * @throws ProblemException 409 {@code household_ended}, {@code not_a_member}, {@code
     *     already_head}
     */
    Household headedBy(UUID newHead, Map<UUID, Relationship> toNewHead) {
        if (isEnded()) {
            throw ProblemException.conflict("household_ended", "Nobody is left in it.");
        }
        if (newHead.equals(head)) {
            throw ProblemException.conflict("already_head", "The person is the head already.");
        }
        if (!members.containsKey(newHead) || !members.keySet().containsAll(toNewHead.keySet())) {
            throw ProblemException.conflict("not_a_member", "Not a member of this household.");
        }
        toNewHead.values().forEach(Household::checkOther);
        Map<UUID, Relationship> changed = new TreeMap<>();
        members.keySet()
                .forEach(
                        member ->
                                changed.put(
                                        member,
                                        toNewHead.getOrDefault(member, Relationship.UNSTATED)));
        changed.put(newHead, Relationship.HEAD);
        return new Household(id, newHead, changed);
    }

    /**
     * What a member is to the head was said wrongly, or not at all.
     *
     * @throws ProblemException 409 {@code not_a_member}, {@code head_has_no_other}
     */
    Household related(UUID member, Relationship relationship) {
        if (!members.containsKey(member)) {
            throw ProblemException.conflict("not_a_member", "Not a member of this household.");
        }
        if (member.equals(head)) {
            throw ProblemException.conflict(
                    "already_head", "The head is changed by naming another one.");
        }
        checkOther(relationship);
        Map<UUID, Relationship> changed = new TreeMap<>(members);
        changed.put(member, relationship);
        return new Household(id, head, changed);
    }
}
