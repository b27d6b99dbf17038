package vn.dancu.sharing.model;

import java.util.Optional;

/**
 * A registered client of an agency.
 *
 * @param sandbox it asks about synthetic people and can never reach the register
 */
public record Client(ClientId id, Optional<String> system, boolean sandbox) {}
