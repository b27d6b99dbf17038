package vn.dancu.card.units;

/**
 * A unit ended and another took over. Heard within its transaction by the features that keep
 * something at units: what is under way lies at the successor from now on, cards stay valid.
 */
public record UnitSucceeded(String code, IssuingUnit successor) {}
