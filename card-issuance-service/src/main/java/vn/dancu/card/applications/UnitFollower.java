package vn.dancu.card.applications;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import vn.dancu.card.deadlines.Deadlines;
import vn.dancu.card.units.UnitSucceeded;

/** Open applications follow their unit, with their due dates. */
@Component
class UnitFollower {
    private final Applications applications;
    private final Deadlines deadlines;

    UnitFollower(Applications applications, Deadlines deadlines) {
        this.applications = applications;
        this.deadlines = deadlines;
    }

    @EventListener
    void follow(UnitSucceeded succeeded) {
        applications.move(succeeded.code(), succeeded.successor());
        deadlines.move(succeeded.code(), succeeded.successor().code());
    }
}
