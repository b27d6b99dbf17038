package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Looks at every port before the first process starts, so that no half of a platform comes up. */
final class PortCheck {
    private final IntFunction<Optional<String>> owners;

    PortCheck() {
        this(SocketOwners::describe);
    }

    PortCheck(IntFunction<Optional<String>> owners) {
        this.owners = owners;
    }

    void requireFree(PortPlan plan) {
        List<String> busy = new ArrayList<>();
        for (Map.Entry<Integer, String> entry : plan.names().entrySet()) {
            int port = entry.getKey();
            if (!free(port)) {
                String owner = owners.apply(port).map(by -> " is used by " + by).orElse(" is busy");
                busy.add("port " + port + " (" + entry.getValue() + ")" + owner);
            }
        }
        if (!busy.isEmpty()) {
            throw new LaunchException(
                    "busy ports; take others with --port-base N (now %d)%n  %s"
                            .formatted(plan.base(), String.join("\n  ", busy)));
        }
    }

    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // A port whose last connections are in TIME_WAIT is free to listen on.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
