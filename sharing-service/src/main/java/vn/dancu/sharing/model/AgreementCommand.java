package vn.dancu.sharing.model;

/** What an administrator does to a version of an agreement. */
public enum AgreementCommand {
    TEST,
    APPROVE,
    ACTIVATE,
    SUSPEND,
    END
}
