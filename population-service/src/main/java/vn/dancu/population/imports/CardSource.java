package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A place from which files of cards are imported by name. */
interface CardSource {
    /** One name, never a path: what else is there cannot be reached. */
    Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    /** The name of this place in addresses. */
    String name();

    /** Files whose names are of the right form, by name, after one of them. */
    List<SourceFile> list(@Nullable String after, int limit) throws IOException;

    /** How long the file is; nothing if there is none of this name. */
    Optional<SourceFile> find(String name) throws IOException;

    InputStream open(String name) throws IOException;

    /**
     * @param format what the ending of the name declares, if it does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SourceFile(
            String name,
            long bytes,
            Instant modifiedAt,
            @Nullable String format,
            @Nullable String contentEncoding) {
        static SourceFile of(String name, long bytes, Instant modifiedAt) {
            Optional<FileForm> form = FileForm.named(name, null);
            return new SourceFile(
                    name,
                    bytes,
                    modifiedAt,
                    form.map(declared -> declared.format().mediaType()).orElse(null),
                    form.map(FileForm::packing)
                            .filter(packing -> packing != Packing.NONE)
                            .map(packing -> packing.name().toLowerCase(java.util.Locale.ROOT))
                            .orElse(null));
        }
    }
}
