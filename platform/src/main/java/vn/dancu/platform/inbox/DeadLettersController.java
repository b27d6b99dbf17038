package vn.dancu.platform.inbox;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What operators see of dead letters, and their way to replay them. */
@RestController
@RequestMapping("${dancu.ops.path}/dead-letters")
final class DeadLettersController {
    private static final int PAGE = 100;
    private static final int REPLAY = 1000;

    private final Inbox inbox;
    private final List<EventHandler> handlers;

    DeadLettersController(Inbox inbox, List<EventHandler> handlers) {
        this.inbox = inbox;
        this.handlers = handlers;
    }

    record Page(List<String> handlers, List<Inbox.DeadLetter> items) {}

    record Replayed(int replayed) {}

    @GetMapping("/{handler}")
    Page list(@PathVariable String handler, @RequestParam(defaultValue = "0") long after) {
        return new Page(
                handlers.stream().map(EventHandler::name).toList(),
                inbox.list(handler, after, PAGE));
    }

    @PostMapping("/{handler}/replay")
    Replayed replay(@PathVariable String handler) {
        return new Replayed(inbox.replay(handler, handlers, REPLAY));
    }
}
