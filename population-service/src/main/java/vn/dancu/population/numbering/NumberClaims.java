package vn.dancu.population.numbering;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;

/** Registers a number that was issued elsewhere and that an officer found to be right. */
@Component
public class NumberClaims {
    private static final String REGISTRATIONS = "/internal/id-numbers/v1/registrations";

    private final InternalClient client;

    NumberClaims(InternalCalls calls) {
        this.client = calls.to("id-number-service");
    }

    record Item(UUID itemId, PersonalIdNumber number) {}

    record Registrations(UUID requestId, List<Item> items) {}

    record Answer(UUID itemId, String outcome, @Nullable String number) {}

    record Answers(List<Answer> items) {}

    /**
     * Asks again for what was asked before; the same person gets the same answer.
     *
     * @return whether the number is the person's; else it is somebody else's
     */
    public boolean register(UUID personId, PersonalIdNumber number) {
        Answers answers =
                client.postIdempotent(
                        REGISTRATIONS,
                        new Registrations(personId, List.of(new Item(personId, number))),
                        Answers.class);
        return answers.items().getFirst().outcome().equals("registered");
    }
}
