package vn.dancu.card.statuslist;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Lets tests of other packages make a list now. */
@Component
public class StatusListsDriver {
    private final StatusLists lists;

    StatusListsDriver(StatusLists lists) {
        this.lists = lists;
    }

    public void make() {
        while (!lists.makeIfDue(Duration.ZERO)) {
            Thread.onSpinWait(); // another instance makes one just now
        }
    }
}
