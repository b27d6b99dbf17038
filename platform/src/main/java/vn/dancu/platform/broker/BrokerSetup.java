package vn.dancu.platform.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.admin.UserScramCredentialsDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Gives a broker that stands by itself its topics, its users with their passwords (SCRAM-SHA-512),
 * and what each may do: what Strimzi does in a cluster, from the same manifests. Run again it
 * changes what has changed: a user or a right that the manifests no longer name is taken away; a
 * topic never is, nor altered.
 */
public final class BrokerSetup {
    /** Passwords are random and long; so many rounds are what the mechanism demands at least. */
    private static final int ROUNDS = 4096;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int WORDS = 4;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final Admin admin;
    private final BrokerPlan plan;
    private final Path passwords;

    private BrokerSetup(Admin admin, BrokerPlan plan, Path passwords) {
        this.admin = admin;
        this.plan = plan;
        this.passwords = passwords;
    }

    /** How much a run changed. Passwords are written anew each time, and are not counted. */
    public record Changes(int topicsMade, int usersRemoved, int rightsGiven, int rightsTaken) {}

    /**
     * @param words the properties of an administrator's client, the manifests of topics and of
     *     users, the folder of passwords, each in a file of the user's name
     */
    public static void main(String[] words) {
        System.setProperty("logback.configurationFile", "broker-setup-logback.xml");
        System.exit(run(words));
    }

    private static int run(String[] words) {
        if (words.length != WORDS) {
            System.err.println("broker setup: ADMIN.PROPERTIES TOPICS.YAML USERS.YAML PASSWORDS");
            return MISUSED;
        }
        try {
            System.out.println(
                    apply(
                            Path.of(words[0]),
                            Path.of(words[1]),
                            Path.of(words[2]),
                            Path.of(words[3])));
            return 0;
        } catch (IOException | ExecutionException | KafkaException | IllegalArgumentException e) {
            System.err.println("broker setup: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    /**
     * @throws IllegalArgumentException if a manifest is not understood or a user has no password;
     *     nothing is changed then
     * @throws ExecutionException if the broker refuses
     */
    public static Changes apply(Path client, Path topics, Path users, Path passwords)
            throws IOException, ExecutionException, InterruptedException {
        BrokerPlan plan = BrokerPlan.read(topics, users);
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(client)) {
            properties.load(reader);
        }
        try (Admin admin = Admin.create(properties)) {
            return new BrokerSetup(admin, plan, passwords).apply();
        }
    }

    private Changes apply() throws IOException, ExecutionException, InterruptedException {
        List<UserScramCredentialAlteration> users = passwordsOfAll();
        int made = makeTopics();
        Set<AclBinding> there = rights();
        Set<AclBinding> wanted = plan.allRights().collect(Collectors.toSet());
        Set<AclBinding> surplus = without(there, wanted);
        admin.deleteAcls(surplus.stream().map(AclBinding::toFilter).toList()).all().get();
        List<UserScramCredentialAlteration> gone = usersWhoAreGone();
        users.addAll(gone);
        admin.alterUserScramCredentials(users).all().get();
        // Rights come last: where the broker knows them, it knows all that was said before.
        Set<AclBinding> missing = without(wanted, there);
        admin.createAcls(missing).all().get();
        awaitRights(wanted);
        return new Changes(made, gone.size(), missing.size(), surplus.size());
    }

    private Set<AclBinding> rights() throws ExecutionException, InterruptedException {
        return Set.copyOf(admin.describeAcls(AclBindingFilter.ANY).values().get());
    }

    /** The controller has acknowledged them; the broker that clients ask hears of it later. */
    private void awaitRights(Set<AclBinding> wanted)
            throws ExecutionException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!rights().equals(wanted)) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("the broker does not know the rights it was given");
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private int makeTopics() throws ExecutionException, InterruptedException {
        Set<String> there = admin.listTopics().names().get();
        List<NewTopic> missing =
                plan.topics().stream().filter(topic -> !there.contains(topic.name())).toList();
        admin.createTopics(missing).all().get();
        return missing.size();
    }

    private List<UserScramCredentialAlteration> passwordsOfAll() throws IOException {
        List<UserScramCredentialAlteration> users = new ArrayList<>();
        for (String user : plan.rights().keySet()) {
            Path file = passwords.resolve(user);
            // An editor ends a file with a new line, which is no part of the password.
            String password = Files.exists(file) ? Files.readString(file).strip() : "";
            if (password.isEmpty()) {
                throw new IllegalArgumentException("no password of " + user + " in " + passwords);
            }
            users.add(
                    new UserScramCredentialUpsertion(
                            user,
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ROUNDS),
                            password));
        }
        return users;
    }

    private List<UserScramCredentialAlteration> usersWhoAreGone()
            throws ExecutionException, InterruptedException {
        List<UserScramCredentialAlteration> gone = new ArrayList<>();
        Map<String, UserScramCredentialsDescription> there =
                admin.describeUserScramCredentials().all().get();
        there.forEach(
                (user, credentials) -> {
                    if (!plan.rights().containsKey(user)) {
                        credentials
                                .credentialInfos()
                                .forEach(
                                        info ->
                                                gone.add(
                                                        new UserScramCredentialDeletion(
                                                                user, info.mechanism())));
                    }
                });
        return gone;
    }

    private static Set<AclBinding> without(Collection<AclBinding> some, Set<AclBinding> others) {
        Set<AclBinding> left = new HashSet<>(some);
        left.removeAll(others);
        return left;
    }
}
