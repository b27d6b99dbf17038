package vn.dancu.card.model;

import java.util.Optional;
import java.util.UUID;

/** What happened to an application. Holds ids only. */
public sealed interface ApplicationEvent {
    UUID applicationId();

    UUID personId();

    record Filed(UUID applicationId, UUID personId, CardKind kind) implements ApplicationEvent {}

    /**
     * @param cardId the card that the command was about, if there is one
     */
    record Changed(UUID applicationId, UUID personId, Command command, Optional<UUID> cardId)
            implements ApplicationEvent {}
}
