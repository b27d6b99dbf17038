package vn.dancu.population.numbering;

import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.NumberTransfers;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;

/** Moves a number to its owner, and asks for another one for who had it. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class NumberMoves {
    private final NumberTransfers transfers;
    private final NumberRequests requests;
    private final Persons persons;

    NumberMoves(NumberTransfers transfers, NumberRequests requests, Persons persons) {
        this.transfers = transfers;
        this.requests = requests;
        this.persons = persons;
    }

    /** Another person to whom the number leads here. */
    public Optional<UUID> otherHolder(PersonalIdNumber number, UUID owner) {
        return transfers.holder(number).filter(holder -> !holder.equals(owner));
    }

    /**
     * Whoever asks has the writing rights on both, or knows it from id-number-service.
     *
     * @param change of the owner's record
     * @return the owner's record afterwards
     */
    public PersonRecord move(PersonalIdNumber number, UUID holderId, UUID owner, Change change) {
        PersonRecord holder = persons.find(holderId).orElseThrow();
        String obstacle =
                NumberRequests.obstacle(holder.sex(), holder.dateOfBirth().year()).orElse(null);
        PersonRecord after =
                transfers.transfer(
                        new NumberTransfers.Transfer(
                                number, holderId, owner, NumberStatus.AWAITING, obstacle),
                        change);
        // The dead and the closed are not numbered anew.
        if (obstacle == null
                && number.equals(holder.number())
                && !holder.hasEnded()
                && holder.status() != LifeStatus.DEAD) {
            requests.ask(persons.find(holderId).orElseThrow());
        }
        return after;
    }
}
