package vn.dancu.card.model;

/** The kind of place a unit works in: the time limits depend on it (Law 59/2014 Art 25). */
public enum PlaceCategory {
    /** Thành phố, thị xã, quận. */
    CITY,
    /** Miền núi, vùng cao, biên giới, hải đảo. */
    MOUNTAIN_BORDER_ISLAND,
    OTHER
}
