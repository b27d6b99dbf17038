package vn.dancu.population.acts;

/** What an officer does with an act that exists. */
public enum ActCommand {
    /** A second officer agrees to what was proposed: to record the act, or to annul it. */
    APPROVE,
    /** A second officer does not. */
    REFUSE,
    /** Who proposed it takes the proposal back. */
    WITHDRAW,
    /** An officer proposes that the act be taken back. */
    ANNUL
}
