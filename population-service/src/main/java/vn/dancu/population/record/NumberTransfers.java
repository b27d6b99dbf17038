package vn.dancu.population.record;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/**
 * Moves numbers to whom they belong. A number leads for ever to who had it first, unless a decision
 * says that it never was that person's.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class NumberTransfers {
    private static final String RENUMBERED = "population.person-renumbered.v1";

    private final Persons persons;
    private final JdbcClient jdbc;
    private final AuditRecords audit;

    NumberTransfers(Persons persons, JdbcClient jdbc, AuditRecords audit) {
        this.persons = persons;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /** The person to whom a number leads, whether or not it is that person's number now. */
    public Optional<UUID> holder(PersonalIdNumber number) {
        return jdbc.sql("select person_id from person_by_number where number = :number")
                .param("number", number.digits())
                .query(UUID.class)
                .optional();
    }

    /**
     * @param holder to whom the number leads, wrongly
     * @param owner whose number it is
     * @param left what the holder's record says of its number afterwards, if it said this one: not
     *     a status that has a number
     */
    public record Transfer(
            PersonalIdNumber number,
            UUID holder,
            UUID owner,
            NumberStatus left,
            @Nullable String leftReason) {}

    /**
     * The number leads to the owner, who has it; an earlier number of the owner leads to the owner
     * too. To be taken back by a transfer the other way round. Whoever asks has checked the writing
     * rights on both people.
     *
     * @param change of the owner's record; the holder's has the same cause and evidence, and tells
     *     that the number printed on papers is theirs no more
     * @return the owner's record afterwards
     * @throws ProblemException 404 {@code person_not_found}; 409 {@code number_not_of_person} if it
     *     does not lead to the holder, {@code later_change_depends} if later changes keep a number
     *     in force, {@code record_closed}; 422 {@code same_person}
     */
    public PersonRecord transfer(Transfer transfer, Change change) {
        if (transfer.holder().equals(transfer.owner())) {
            throw ProblemException.refused(
                    "same_person", "A number moves from one person to another.");
        }
        PersonalIdNumber number = transfer.number();
        Map<UUID, PersonRecord> locked =
                persons.lockAll(List.of(transfer.holder(), transfer.owner()));
        PersonRecord holder = locked.get(transfer.holder());
        PersonRecord owner = locked.get(transfer.owner());
        if (holder == null || owner == null) {
            throw new PersonNotFoundException();
        }
        moveKey(transfer);
        if (number.equals(holder.number())) {
            PersonRecord left =
                    persons.change(
                            holder,
                            change.ofOther().announcedAs(RENUMBERED).evenIfClosed(true),
                            d -> d.unnumbered(transfer.left(), transfer.leftReason()));
            requireDone(!number.equals(left.number()));
        }
        PersonRecord after = persons.change(owner, change, d -> d.numbered(number));
        requireDone(number.equals(after.number()));
        audit.recordAll(
                "number_transferred", List.of(transfer.holder(), transfer.owner()), "recorded");
        return after;
    }

    private void moveKey(Transfer transfer) {
        int moved =
                jdbc.sql(
                                """
                                update person_by_number set person_id = :owner
                                where number = :number and person_id = :holder
                                """)
                        .param("owner", transfer.owner())
                        .param("number", transfer.number().digits())
                        .param("holder", transfer.holder())
                        .update();
        if (moved != 1) {
            throw ProblemException.conflict(
                    "number_not_of_person", "The number does not lead to the person named.");
        }
    }

    private static void requireDone(boolean done) {
        if (!done) {
            throw ProblemException.conflict(
                    "later_change_depends", "A later change keeps a number in force.");
        }
    }
}
