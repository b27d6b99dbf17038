package vn.dancu.card.cards;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.audit.AuditRecords;

/** The state of a person's card for the services that answer agencies. */
@RestController
class InternalCardsController {
    private final Cards cards;
    private final AuditRecords audit;
    private final TransactionTemplate transactions;
    private final Clock clock;

    InternalCardsController(
            Cards cards, AuditRecords audit, TransactionTemplate transactions, Clock clock) {
        this.cards = cards;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * @param serial the card that was presented; none: the last one that was in force
     */
    record Question(@NotNull UUID personId, @Nullable @Size(min = 1, max = 20) String serial) {}

    /**
     * @param status {@code VALID}, {@code SUSPENDED}, {@code EXPIRED}, {@code REVOKED}; {@code
     *     NONE}: this person never had such a card in force
     */
    record Answer(String status, Optional<LocalDate> expiry) {}

    @PostMapping("/internal/cards/v1/person-status")
    Answer status(@Valid @RequestBody Question question) {
        Optional<Cards.KnownStatus> known =
                Objects.requireNonNull(
                        transactions.execute(
                                status -> {
                                    audit.record(
                                            "card_status_read",
                                            Optional.of(question.personId()),
                                            "answered");
                                    return cards.statusOf(
                                            question.personId(),
                                            Optional.ofNullable(question.serial()));
                                }));
        LocalDate today = LocalDate.ofInstant(clock.instant(), Production.ZONE);
        return known.map(card -> answer(card, today))
                .orElseGet(() -> new Answer("NONE", Optional.empty()));
    }

    private static Answer answer(Cards.KnownStatus card, LocalDate today) {
        CardStatus status = CardStatus.of(card.state(), card.expiry(), today);
        return status == CardStatus.UNKNOWN
                ? new Answer("NONE", Optional.empty())
                : new Answer(status.name(), card.expiry());
    }
}
