package vn.dancu.sharing.subscriptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import vn.dancu.platform.problem.ProblemException;

class PublicAddressesTest {
    private static final SubscriptionLimits LIMITS =
            new Binder(new MapConfigurationPropertySource())
                    .bindOrCreate("dancu.sharing.subscriptions", SubscriptionLimits.class);
    private final PublicAddresses production = new PublicAddresses(LIMITS, false);
    private final PublicAddresses demonstration = new PublicAddresses(LIMITS, true);

    @ParameterizedTest
    @CsvSource({
        "http://agency.gov.vn/hook, address_not_https",
        "https://agency.gov.vn:8443/hook, address_port_not_allowed",
        "https://localhost/hook, address_not_public",
        "https://config-server/hook, address_not_public",
        "https://db.sharing.svc.cluster.local/, address_not_public",
        "https://metadata.google.internal/, address_not_public",
        "https://127.0.0.1/, address_not_public",
        "https://2130706433/, address_not_public",
        "https://0x7f000001/, address_not_public",
        "https://169.254.169.254/latest, address_not_public",
        "https://10.1.2.3/, address_not_public",
        "https://[::1]/, address_not_public",
        "https://[::ffff:10.0.0.1]/, address_not_public",
        "https://[fd00::1]/, address_not_public",
        "https://[64:ff9b::a00:1]/, address_not_public",
        "https://user@agency.gov.vn/, address_malformed",
        "https://agency.gov.vn/#x, address_malformed",
        "gopher://agency.gov.vn/, address_malformed",
        "agency.gov.vn/hook, address_malformed",
        "https:///hook, address_malformed",
        "https://agency.gov.vn:99999/hook, address_malformed",
        "https://no-such-host.invalid/hook, address_unknown",
    })
    void whatDoesNotLeadToThePublicInternetByTlsIsRefused(String address, String code) {
        assertThatThrownBy(() -> production.check(address, "/webhook/address"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.code()).as(address).isEqualTo(code);
                            assertThat(e.violations().getFirst().pointer())
                                    .isEqualTo("/webhook/address");
                        });
    }

    @Test
    void aPublicAddressAndInADemonstrationTheOwnMachineAreTaken() {
        assertThatCode(() -> production.check("https://203.0.114.1/hook?x=1", "/a"))
                .doesNotThrowAnyException();
        assertThatCode(() -> production.check("https://[2606:4700::1111]/", "/a"))
                .doesNotThrowAnyException();
        for (String own : new String[] {"localhost", "127.0.0.1", "[::1]"}) {
            assertThatCode(() -> demonstration.check("http://" + own + ":9999/hook", "/a"))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.1.2.3:9999/hook, address_not_public",
        "http://169.254.169.254/latest, address_not_public",
        "http://[fd00::1]/, address_not_public",
        "http://no-such-host.invalid/hook, address_unknown",
    })
    void aDemonstrationSendsToNoOtherPrivateAddress(String address, String code) {
        assertThatThrownBy(() -> demonstration.check(address, "/a"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void ownMachineIsOutOfReachWhereADemonstrationSaysSo() {
        var closed =
                new PublicAddresses(
                        new Binder(
                                        new MapConfigurationPropertySource(
                                                Map.of(
                                                        "dancu.sharing.subscriptions.own-machine",
                                                        "false")))
                                .bindOrCreate(
                                        "dancu.sharing.subscriptions", SubscriptionLimits.class),
                        true);
        for (String own : new String[] {"localhost", "127.0.0.1"}) {
            assertThatThrownBy(() -> closed.check("http://" + own + ":9999/hook", "/a"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.code()).isEqualTo("address_not_public"));
        }
    }

    @Test
    void aNameThatStandsForThisMachineIsNotCalled() throws UnknownHostException {
        assertThatThrownBy(() -> production.resolve("localhost"))
                .isInstanceOf(PublicAddresses.NotPublicException.class);
        assertThat(demonstration.resolve("localhost")).isNotEmpty();
        assertThat(production.resolve("203.0.114.1")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "127.8.9.1",
                "169.254.169.254",
                "172.16.0.1",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.9",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::10.0.0.1",
                "fc00::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "64:ff9b::a00:1",
                "2001::1",
                "2001:db8::1",
                "2002:a00:1::1",
                "100::1",
                "3fff::1"
            })
    void specialAddressesAreNotPublic(String address) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "2400::1"})
    void otherAddressesArePublic(String address) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void waitsDoubleWithinTheirBoundAndAreSpread() {
        assertThat(LIMITS.wait(1, java.util.Optional.empty(), 0.5).toMillis()).isEqualTo(2_000);
        assertThat(LIMITS.wait(4, java.util.Optional.empty(), 0.5).toMillis()).isEqualTo(16_000);
        assertThat(LIMITS.wait(60, java.util.Optional.empty(), 1).toMillis())
                .isEqualTo(LIMITS.longestRetry().toMillis() * 6 / 5);
        assertThat(
                        LIMITS.wait(9, java.util.Optional.of(java.time.Duration.ofSeconds(60)), 0)
                                .toMillis())
                .isEqualTo(48_000);
    }
}
