package vn.dancu.acceptance.demo;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The secrets of the demonstration clients, which {@code ./dancu up} made at random. */
final class Credentials {
    private final Properties secrets;

    private Credentials(Properties secrets) {
        this.secrets = secrets;
    }

    static Credentials read(Path file) {
        Properties secrets = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            secrets.load(reader);
        } catch (IOException e) {
            throw new DemoFailure("no credentials in " + file + ": does the platform run?");
        }
        return new Credentials(secrets);
    }

    String secretOf(String client) {
        String secret = secrets.getProperty(client);
        if (secret == null) {
            throw new DemoFailure("there is no demonstration client " + client);
        }
        return secret;
    }
}
