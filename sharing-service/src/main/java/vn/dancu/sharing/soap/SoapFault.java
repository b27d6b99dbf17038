package vn.dancu.sharing.soap;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call that is answered with a fault. It names elements and never what stood in them. */
final class SoapFault extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** The fault codes of SOAP 1.1 section 4.4.1. */
    enum Kind {
        CLIENT("Client"),
        SERVER("Server"),
        VERSION_MISMATCH("VersionMismatch"),
        MUST_UNDERSTAND("MustUnderstand");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    private final Kind kind;
    private final Loi loi;
    private final @Nullable String element;
    private final @Nullable Duration retryAfter;

    private SoapFault(Kind kind, Loi loi, @Nullable String element, @Nullable Duration retryAfter) {
        super(loi.code(), null, false, false);
        this.kind = kind;
        this.loi = loi;
        this.element = element;
        this.retryAfter = retryAfter;
    }

    static SoapFault of(Loi loi) {
        return new SoapFault(loi.isOfServer() ? Kind.SERVER : Kind.CLIENT, loi, null, null);
    }

    static SoapFault at(String element) {
        return new SoapFault(Kind.CLIENT, Loi.INVALID_ELEMENT, element, null);
    }

    static SoapFault of(Kind kind) {
        return new SoapFault(kind, Loi.MALFORMED_MESSAGE, null, null);
    }

    static SoapFault later(Loi loi, Duration after) {
        return new SoapFault(Kind.SERVER, loi, null, after);
    }

    Kind kind() {
        return kind;
    }

    Loi loi() {
        return loi;
    }

    Optional<String> element() {
        return Optional.ofNullable(element);
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
