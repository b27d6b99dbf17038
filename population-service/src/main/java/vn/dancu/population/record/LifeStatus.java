package vn.dancu.population.record;

/** Law 59/2014 Art 9.1 p. */
public enum LifeStatus {
    ALIVE,
    DEAD,
    MISSING
}
