package vn.dancu.card.reading;

import java.util.Locale;

/** What a reader can find wrong with a chip. */
public enum ReadingFailure {
    /** The image is not of the format, or larger than a chip. */
    IMAGE_UNREADABLE,
    /** A file of the chip is missing or not of its structure. */
    FILE_MISSING,
    FILE_MALFORMED,
    /** EF.COM lists other data groups than there are and are signed. */
    CONTENTS_DIFFER,
    /** A data group is not what was signed. */
    HASH_DIFFERS,
    /** The security object is not signed by the certificate in it. */
    SIGNATURE_WRONG,
    /** No known country signer issued the document signer's certificate. */
    SIGNER_UNKNOWN,
    /** The certificate is not valid now, or was used outside its period. */
    SIGNER_OUT_OF_TIME,
    SIGNER_REVOKED,
    /** The certificate may not sign documents of this kind. */
    SIGNER_NOT_FOR_DOCUMENTS,
    /** The MRZ has wrong check digits. */
    MRZ_WRONG,
    /** The MRZ is not the one that the card is to have. */
    MRZ_DIFFERS,
    /** The national data are not those that the card is to have. */
    NATIONAL_DATA_DIFFER,
    /** The portrait is not a JPEG or JPEG 2000 of the size that its header says. */
    PORTRAIT_WRONG,
    /** The fingerprints are not those that were captured. */
    FINGERPRINTS_DIFFER,
    /** The chip has no private key to the public key of data group 15. */
    ACTIVE_AUTHENTICATION_FAILED,
    /** The chip has no private key to the public key of data group 14. */
    CHIP_AUTHENTICATION_FAILED;

    /** Stable, for machines and records. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
