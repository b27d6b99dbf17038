package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PortCheckTest {

    @Test
    void aBusyPortIsNamedWithItsPartItsOwnerAndTheWayOut() throws IOException {
        try (ServerSocket taken = listen()) {
            PortPlan plan = new PortPlan(taken.getLocalPort() - 4);

            assertThatThrownBy(
                            () ->
                                    new PortCheck(port -> Optional.of("pid 4711 (other)"))
                                            .requireFree(plan))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining(
                            "port "
                                    + taken.getLocalPort()
                                    + " (population-service) is used by pid 4711 (other)")
                    .hasMessageContaining("take others with --port-base N");
        }
    }

    @Test
    void aPortWhoseOwnerIsHiddenIsStillNamed() throws IOException {
        try (ServerSocket taken = listen()) {
            PortPlan plan = new PortPlan(taken.getLocalPort() - 8);

            assertThatThrownBy(() -> new PortCheck(port -> Optional.empty()).requireFree(plan))
                    .hasMessageContaining("port " + taken.getLocalPort() + " (PostgreSQL) is busy");
        }
    }

    @Test
    void aPortIsFreeAgainWhenItsOwnerHasGone() throws IOException {
        ServerSocket taken = listen();
        int port = taken.getLocalPort();
        assertThat(PortCheck.free(port)).isFalse();

        taken.close();

        assertThat(PortCheck.free(port)).isTrue();
    }

    @Test
    void aPlanOfFreePortsIsAccepted() throws IOException {
        assertThatCode(() -> new PortCheck().requireFree(new PortPlan(freeBase())))
                .doesNotThrowAnyException();
    }

    @Test
    void theOwnerOfAPortIsFoundWithoutAnyTool() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "Linux only");
        try (ServerSocket taken = listen()) {
            assertThat(SocketOwners.pid(taken.getLocalPort()))
                    .contains(ProcessHandle.current().pid());
            assertThat(SocketOwners.describe(taken.getLocalPort()).orElseThrow())
                    .startsWith("pid " + ProcessHandle.current().pid() + " (");
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** A base above which all ports are free at this moment. */
    private static int freeBase() throws IOException {
        for (int base = 20_000; base < 30_000; base += PortPlan.COUNT) {
            int candidate = base;
            if (new PortPlan(candidate).names().keySet().stream().allMatch(PortCheck::free)) {
                return candidate;
            }
        }
        throw new IOException("no eleven free ports in a row");
    }
}
