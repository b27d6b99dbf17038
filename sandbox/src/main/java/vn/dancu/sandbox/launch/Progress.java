package vn.dancu.sandbox.launch;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What the user reads while the platform starts and runs: a line for each step, with the time since
 * the start.
 */
final class Progress {
    private final PrintStream out;
    private final Instant begin;

    Progress(PrintStream out, Instant begin) {
        this.out = out;
        this.begin = begin;
    }

    synchronized void say(String text) {
        double seconds = sinceBegin().toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds, text);
        out.flush();
    }

    synchronized void plain(String text) {
        out.println(text);
        out.flush();
    }

    Duration sinceBegin() {
        return Duration.between(begin, Instant.now());
    }
}
