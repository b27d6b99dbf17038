package vn.dancu.card.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule of card issuance said no. Message and code never hold personal data. */
public final class CardRuleException extends RuntimeException {
    private final Kind kind;
    private final String code;
    private final @Nullable String pointer;

    private CardRuleException(Kind kind, String code, String rule, @Nullable String pointer) {
        super(rule);
        this.kind = kind;
        this.code = code;
        this.pointer = pointer;
    }

    static CardRuleException illegal(String code, String rule) {
        return new CardRuleException(Kind.ILLEGAL_NOW, code, rule, null);
    }

    public static CardRuleException stale(String rule) {
        return illegal("stale_version", rule);
    }

    public static CardRuleException refused(String code, String rule) {
        return new CardRuleException(Kind.REFUSED, code, rule, null);
    }

    public static CardRuleException refused(String code, String rule, String pointer) {
        return new CardRuleException(Kind.REFUSED, code, rule, pointer);
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** The field that the rule is about, if it is one. */
    public Optional<String> pointer() {
        return Optional.ofNullable(pointer);
    }

    /** How a refusal is answered. */
    public enum Kind {
        /** Not in this state or at this version: 409. */
        ILLEGAL_NOW,
        /** Not for this application at all: 422. */
        REFUSED
    }
}
