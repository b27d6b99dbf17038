package vn.dancu.population.imports;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import vn.dancu.platform.problem.ProblemException;

/** What a file of cards is declared to be. Nothing of it is guessed from the content. */
record FileForm(CardFormat format, CardCharset charset, Packing packing) {
    static final FileForm PLAIN = new FileForm(CardFormat.NDJSON, CardCharset.UTF_8, Packing.NONE);

    /**
     * @param contentType as of HTTP; an octet stream is NDJSON
     * @param contentEncoding as of HTTP
     * @param charset utf-8 where it is not said
     * @throws ProblemException 415 {@code unsupported_media_type}
     */
    static FileForm declared(
            @Nullable String contentType,
            @Nullable String contentEncoding,
            @Nullable String charset) {
        CardFormat format;
        try {
            MediaType type =
                    MediaType.parseMediaType(
                            contentType == null
                                    ? MediaType.APPLICATION_OCTET_STREAM_VALUE
                                    : contentType);
            format =
                    format(type.getType() + "/" + type.getSubtype())
                            .orElseThrow(FileForm::unsupported);
            String inType = type.getParameter("charset");
            if (inType != null && !inType.equalsIgnoreCase("utf-8")) {
                throw unsupported();
            }
        } catch (InvalidMediaTypeException e) {
            throw unsupported();
        }
        return new FileForm(
                format,
                CardCharset.declared(charset).orElseThrow(FileForm::unsupported),
                Packing.declared(contentEncoding).orElseThrow(FileForm::unsupported));
    }

    private static Optional<CardFormat> format(String mediaType) {
        return switch (mediaType) {
            case "application/x-ndjson", MediaType.APPLICATION_OCTET_STREAM_VALUE ->
                    Optional.of(CardFormat.NDJSON);
            case "text/csv" -> Optional.of(CardFormat.CSV);
            default -> Optional.empty();
        };
    }

    private static ProblemException unsupported() {
        return ProblemException.of(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "A file of survey cards is application/x-ndjson or text/csv, plain or with"
                        + " Content-Encoding gzip or zstd, in utf-8 or with the parameter charset"
                        + " tcvn3, tcvn3-capitals or vni.");
    }

    /** What the endings of a file's name declare: {@code cards.csv.gz}. */
    static Optional<FileForm> named(String name, @Nullable String charset) {
        String rest = name.toLowerCase(Locale.ROOT);
        Packing packing = Packing.NONE;
        if (rest.endsWith(".gz")) {
            packing = Packing.GZIP;
            rest = rest.substring(0, rest.length() - ".gz".length());
        } else if (rest.endsWith(".zst")) {
            packing = Packing.ZSTD;
            rest = rest.substring(0, rest.length() - ".zst".length());
        }
        CardFormat format;
        if (rest.endsWith(".ndjson") || rest.endsWith(".jsonl")) {
            format = CardFormat.NDJSON;
        } else if (rest.endsWith(".csv")) {
            format = CardFormat.CSV;
        } else {
            return Optional.empty();
        }
        return Optional.of(
                new FileForm(
                        format,
                        CardCharset.declared(charset).orElseThrow(FileForm::unsupported),
                        packing));
    }
}
