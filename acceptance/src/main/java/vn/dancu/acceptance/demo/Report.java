package vn.dancu.acceptance.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Shows how far the demo is, and at the end a table of what was counted and measured. */
final class Report {
    private static final int BAR = 30;
    private static final Duration PLAIN_EVERY = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean terminal;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private long lastPlain;

    private record Row(String what, String result, String time) {}

    Report(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void say(String text) {
        clear();
        out.println(text);
        out.flush();
    }

    /** A bar that is drawn over itself on a terminal, and a line now and then elsewhere. */
    void progress(String what, long done, long all, String note) {
        if (!terminal) {
            long now = System.nanoTime();
            if (lastPlain != 0 && now - lastPlain < PLAIN_EVERY.toNanos()) {
                return;
            }
            lastPlain = now;
            out.printf("  %s: %,d of %,d %s%n", what, done, all, note);
            out.flush();
            return;
        }
        int full = all == 0 ? BAR : (int) Math.min(BAR, done * BAR / all);
        out.printf(
                "\r  %-22s [%s%s] %,d of %,d %s\u001b[K",
                what, "#".repeat(full), " ".repeat(BAR - full), done, all, note);
        out.flush();
    }

    private void clear() {
        if (terminal) {
            out.print("\r\u001b[K");
        }
        lastPlain = 0;
    }

    void row(String what, String result) {
        rows.add(new Row(what, result, ""));
    }

    void row(String what, String result, Duration time) {
        rows.add(new Row(what, result, seconds(time)));
    }

    static String seconds(Duration time) {
        return time.toMillis() < 1_000
                ? time.toMillis() + " ms"
                : "%.1f s".formatted(time.toMillis() / 1_000.0);
    }

    /** Something is not as it must be; the demo goes on and fails at its end. */
    void fault(String text) {
        faults.add(text);
    }

    /** A row with a count and what it must be. */
    void compare(String what, long actual, long expected) {
        boolean same = actual == expected;
        row(what, same ? "%,d".formatted(actual) : "%,d, expected %,d".formatted(actual, expected));
        if (!same) {
            fault("%s: %,d instead of %,d".formatted(what, actual, expected));
        }
    }

    /** Prints the table and gives the exit code. */
    int finish() {
        clear();
        int what = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
        int result = rows.stream().mapToInt(row -> row.result().length()).max().orElse(0);
        out.println();
        for (Row row : rows) {
            out.printf(
                    "  %s  %s  %8s%n",
                    padded(row.what(), what), padded(row.result(), result), row.time());
        }
        out.println();
        for (String fault : faults) {
            out.println("  NOT AS EXPECTED  " + fault);
        }
        out.println(faults.isEmpty() ? "  Everything is as expected." : "");
        out.flush();
        return faults.isEmpty() ? 0 : 1;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
