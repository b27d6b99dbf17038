package vn.dancu.population.record;

/** Why a record is closed. It stays for ever, and an annulment may open it again. */
public enum RecordClosure {
    /** It and another were of one person; the other goes on. */
    MERGED,
    /** Its registration was cancelled: there was no such birth, or its import was taken back. */
    CANCELLED
}
