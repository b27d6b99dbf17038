package vn.dancu.idnumber.life;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.LifeCommand;
import vn.dancu.idnumber.model.LifeReason;
import vn.dancu.kernel.PersonalIdNumber;

/** What is to be done to the numbers of some people. */
record TransitionRequest(
        @Nullable UUID requestId,
        @Nullable LifeCommand command,
        @Nullable LifeReason reason,
        @Nullable String evidence,
        @Nullable String decision,
        @Nullable String proposedBy,
        @Nullable String approvedBy,
        @Nullable List<@Nullable Item> items) {
    record Item(@Nullable UUID personId, @Nullable String number, @Nullable UUID otherPersonId) {}

    LifeOrder read(int maxItems) {
        Checks checks = new Checks();
        UUID id = checks.id("/requestId", requestId);
        String evidenceText = checks.text("/evidence", evidence);
        String decisionText = checks.optionalText("/decision", decision);
        String proposer = checks.officer("/proposedBy", proposedBy);
        String approver = approvedBy == null ? null : checks.officer("/approvedBy", approvedBy);
        LifeReason why = reason(checks);
        if (why.needsSecondOfficer() || approver != null) {
            checks.secondOfficer(proposer, approver);
        }
        List<LifeOrder.Item> read = items(checks, why, maxItems);
        checks.done();
        return new LifeOrder(id, why, evidenceText, decisionText, proposer, approver, read);
    }

    private LifeReason reason(Checks checks) {
        checks.present("/command", command);
        checks.present("/reason", reason);
        checks.present("/items", items);
        if (command == null || reason == null || items == null) {
            checks.done();
            throw new IllegalStateException("what is missing was noted");
        }
        if (reason.command() != command) {
            checks.note("reason_not_of_command", "/reason", "Each reason belongs to one command.");
        }
        return reason;
    }

    private List<LifeOrder.Item> items(Checks checks, LifeReason why, int maxItems) {
        List<LifeOrder.Item> read = new ArrayList<>();
        if (items == null || items.isEmpty() || items.size() > maxItems) {
            checks.note("items_count", "/items", "1 to " + maxItems + " items.");
            return read;
        }
        Set<UUID> persons = new HashSet<>();
        Set<PersonalIdNumber> numbers = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String pointer = "/items/" + i;
            Item item = items.get(i);
            if (!checks.present(pointer, item) || item == null) {
                continue;
            }
            UUID personId = checks.id(pointer + "/personId", item.personId());
            PersonalIdNumber number = checks.number(pointer + "/number", item.number());
            UUID other = item.otherPersonId();
            if (why == LifeReason.MERGED) {
                other = checks.id(pointer + "/otherPersonId", other);
            }
            if (!persons.add(personId) || !numbers.add(number)) {
                checks.note("duplicate_item", pointer, "Each person and number stands here once.");
            }
            read.add(new LifeOrder.Item(personId, number, other));
        }
        return read;
    }
}
