package vn.dancu.sharing.model;

import java.util.Optional;

/** Where a version of an agreement stands; only an active one lets anybody ask. */
public enum AgreementState {
    /** Written by one administrator, in force nowhere. */
    DRAFT,
    /** The connection was tried, with a report; it can be approved. */
    TESTED,
    /** Agreed to by a second administrator. */
    APPROVED,
    ACTIVE,
    /** Stopped for a time; nothing is answered under it. */
    SUSPENDED,
    /** Over for ever: withdrawn, ended, or replaced by a later version. */
    ENDED;

    /** The state after a command, or nothing where the command is illegal. */
    public Optional<AgreementState> after(AgreementCommand command) {
        return Optional.ofNullable(
                switch (command) {
                    case TEST -> this == DRAFT ? TESTED : null;
                    case APPROVE -> this == TESTED ? APPROVED : null;
                    case ACTIVATE -> this == APPROVED || this == SUSPENDED ? ACTIVE : null;
                    case SUSPEND -> this == ACTIVE ? SUSPENDED : null;
                    case END -> this == ENDED ? null : ENDED;
                });
    }
}
