package vn.dancu.population.imports;

/** Where an import stands. */
enum ImportState {
    /** Registered; no worker has taken it yet. */
    QUEUED,
    RUNNING,
    /** Taken, and held up by another part; the reason stands beside it. */
    WAITING,
    COMPLETED,
    /** Given up or stopped; the same bytes uploaded again go on from the checkpoint. */
    FAILED,
    /** Two officers decided to take it back; its people are being closed. */
    WITHDRAWING,
    /** Taken back as a whole; the same bytes uploaded again are another import. */
    WITHDRAWN
}
