package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The commands that need more than a shell: {@code up}, {@code down}, {@code status}, {@code
 * token}, {@code secrets}, {@code audit}.
 */
public final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String[] words) {
        PrintStream out = System.out;
        int code;
        try {
            code = run(Arguments.parse(List.of(words)), out);
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            code = MISUSED;
        } catch (LaunchException e) {
            System.err.println("dancu: " + e.getMessage());
            code = FAILED;
        } catch (IOException e) {
            System.err.println("dancu: " + e);
            code = FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = FAILED;
        }
        System.exit(code);
    }

    private static int run(Arguments arguments, PrintStream out)
            throws IOException, InterruptedException {
        DataFolder data = new DataFolder(arguments.data());
        return switch (arguments.command()) {
            case UP -> {
                // Before the first logger is made, which is here, before any second thread.
                System.setProperty("logback.configurationFile", "sandbox-logback.xml");
                System.setProperty("dancu.logs", data.logs().toString());
                LoggerFactory.getILoggerFactory();
                Instant begin =
                        ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
                new Supervisor(arguments, new Progress(out, begin)).run();
                yield 0;
            }
            case DOWN -> new DownCommand(data).run(out);
            case STATUS -> new StatusCommand(data).run(out);
            case AUDIT -> {
                System.setProperty("logback.configurationFile", "sandbox-quiet-logback.xml");
                yield new AuditCommand(data, arguments.elsewhere()).run(out);
            }
            case SECRETS -> new ContainerSecrets(data).run(out);
            case TOKEN -> new TokenCommand(data).run(arguments.rest().getFirst(), out);
        };
    }
}
