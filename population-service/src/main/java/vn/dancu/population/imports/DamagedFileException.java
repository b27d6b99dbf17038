package vn.dancu.population.imports;

import java.io.Serial;

/** The file is no longer the one that was uploaded; uploading the same bytes again repairs it. */
final class DamagedFileException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
    private final String code;

    DamagedFileException(String code) {
        super("the file of an import is not what it was: " + code);
        this.code = code;
    }

    String code() {
        return code;
    }
}
