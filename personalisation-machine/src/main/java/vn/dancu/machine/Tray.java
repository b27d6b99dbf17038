package vn.dancu.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The blank cards that lie in the machine: their chip serials, in the order they are taken. */
final class Tray {
    private final List<String> blanks;

    private Tray(List<String> blanks) {
        this.blanks = blanks;
    }

    /** A file with one chip serial on each line. */
    static Tray of(Path file) {
        try {
            return new Tray(
                    Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
                            .filter(line -> !line.isBlank())
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String blank(int position) {
        if (position >= blanks.size()) {
            throw new MachineException("the tray is empty: put blank cards in and start again");
        }
        return blanks.get(position);
    }
}
