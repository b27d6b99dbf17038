package vn.dancu.card.model;

import java.util.Optional;

/** Why a card is asked for, in the three cases of the law. */
public enum CardKind {
    /** Cấp mới: the first card (Law 59/2014 Art 19). */
    FIRST,
    /**
     * Đổi: another card for the one that is handed in (Law 59/2014 Art 23.1, Law 26/2023 Art 24.1).
     */
    CHANGE,
    /** Cấp lại: another card for one that is gone (Law 59/2014 Art 23.2, Law 26/2023 Art 24.2). */
    REISSUE;

    void requireReason(Optional<CardReason> reason, LegalProfile law) {
        if (this == FIRST) {
            if (reason.isPresent()) {
                throw CardRuleException.refused(
                        "reason_not_applicable", "a first card has no reason", "/reason");
            }
            return;
        }
        CardReason given =
                reason.orElseThrow(
                        () ->
                                CardRuleException.refused(
                                        "reason_required",
                                        "a change or reissue names its legal reason",
                                        "/reason"));
        CardKind kind =
                given.kindUnder(law)
                        .orElseThrow(
                                () ->
                                        CardRuleException.refused(
                                                "reason_not_in_law",
                                                "the law in force does not know this reason",
                                                "/reason"));
        if (kind != this) {
            throw CardRuleException.refused(
                    "reason_not_applicable", "the reason belongs to another kind", "/reason");
        }
    }
}
