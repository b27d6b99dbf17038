package vn.dancu.card.model;

/** How far a line of legal reference data can be relied on. */
public enum Certainty {
    /** From a text that was at hand. */
    QUOTED,
    /** Commonly known; to be held against the decision it names before anybody relies on it. */
    KNOWLEDGE,
    /** By an officer, here. */
    ENTERED
}
