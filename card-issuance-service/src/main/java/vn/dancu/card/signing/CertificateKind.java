package vn.dancu.card.signing;

/** What a certificate is for (ICAO 9303-12). */
enum CertificateKind {
    /** The country signing certification authority: the root of trust of all cards. */
    CSCA,
    /** Signs the data groups of cards. */
    DOCUMENT_SIGNER,
    /** Signs the list of country signers. */
    MASTER_LIST_SIGNER,
    /** Signs job files, so that machines take them from nobody else. No matter of ICAO. */
    JOB_SIGNER
}
