package vn.dancu.idnumber.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why something is done to a number; each reason belongs to one command. */
public enum LifeReason {
    /** Two records of one person became one; the other record's number stays. */
    MERGED("merged", LifeCommand.SUSPEND, true),
    DIED("died", LifeCommand.SUSPEND, false),
    MERGE_UNDONE("merge_undone", LifeCommand.REINSTATE, true),
    DEATH_ANNULLED("death_annulled", LifeCommand.REINSTATE, true),
    BIRTH_ANNULLED("birth_annulled", LifeCommand.CANCEL, true),
    /** Circular 59/2021 Art 6: an error in place, year or sex when the data was entered. */
    DATA_ENTRY_ERROR("data_entry_error", LifeCommand.CANCEL, true),
    /** Circular 59/2021 Art 6: likewise after a false declaration. */
    FALSE_DECLARATION("false_declaration", LifeCommand.CANCEL, true),
    /** The import that brought the record was withdrawn as a whole, under its own rules. */
    IMPORT_WITHDRAWN("import_withdrawn", LifeCommand.CANCEL, false),
    CANCELLATION_ANNULLED("cancellation_annulled", LifeCommand.RESTORE, true),
    REESTABLISHMENT_ANNULLED("reestablishment_annulled", LifeCommand.REVERT, true);

    private final String code;
    private final LifeCommand command;
    private final boolean secondOfficer;

    LifeReason(String code, LifeCommand command, boolean secondOfficer) {
        this.code = code;
        this.command = command;
        this.secondOfficer = secondOfficer;
    }

    @JsonValue
    public String code() {
        return code;
    }

    public LifeCommand command() {
        return command;
    }

    /**
     * The suspension that a reinstatement for this reason ends.
     *
     * @throws IllegalStateException for a reason of another command
     */
    public LifeReason lifts() {
        return switch (this) {
            case MERGE_UNDONE -> MERGED;
            case DEATH_ANNULLED -> DIED;
            default -> throw new IllegalStateException(code + " ends no suspension");
        };
    }

    /** Whether the head of the agency decides on what another officer proposed. */
    public boolean needsSecondOfficer() {
        return secondOfficer;
    }
}
