package vn.dancu.population.biometrics;

/** What a body can be told by; each kind has a key of its own for each person. */
enum BiometricKind {
    /** A JPEG of the face. */
    PORTRAIT("image/jpeg"),
    /** A template of one finger (ISO/IEC 19794-2). */
    FINGERPRINT("application/vnd.dancu.fingerprint"),
    /** A template of one eye (ISO/IEC 19794-6), by Law 26/2023 Art 15. */
    IRIS("application/vnd.dancu.iris");

    private final String mediaType;

    BiometricKind(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }
}
