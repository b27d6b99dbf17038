package vn.dancu.sharing.subscriptions;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.tokens.ProductionGuard;

/**
 * Where webhooks may lead: https to addresses of the public internet, so that no subscriber makes
 * this service call what only the platform's own network reaches. What a name stands for is looked
 * at when it is registered, so that the subscriber is told, and each time it is called, by the
 * resolver of the connection itself: a name that leads elsewhere in between leads nowhere. Only a
 * demonstration may send to its own machine, and without TLS; to no other private address either.
 */
@Component
class PublicAddresses implements DnsResolver {
    private static final int MOST_CHARACTERS = 500;
    private static final int HTTPS = 443;
    private static final int MOST_PORT = 65_535;

    private final SubscriptionLimits limits;
    private final boolean demonstration;
    private final boolean ownMachine;

    @Autowired
    PublicAddresses(SubscriptionLimits limits, ProductionGuard guard) {
        this(limits, guard.isDemonstration());
    }

    PublicAddresses(SubscriptionLimits limits, boolean demonstration) {
        this.limits = limits;
        this.demonstration = demonstration;
        this.ownMachine = demonstration && limits.ownMachine();
    }

    /**
     * Checks the form of an address, and what its host stands for now.
     *
     * @throws ProblemException 422 {@code address_malformed}, {@code address_not_https}, {@code
     *     address_not_public}, {@code address_port_not_allowed}, {@code address_unknown}
     */
    URI check(String address, String pointer) {
        URI uri = parse(address, pointer);
        String host = host(uri);
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        boolean http = "http".equalsIgnoreCase(uri.getScheme());
        if (host == null
                || !(https || http)
                || uri.getPort() == 0
                || uri.getPort() > MOST_PORT
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null) {
            throw malformed(pointer);
        }
        if (!demonstration && !https) {
            throw ProblemException.refused(
                    "address_not_https", "A webhook is reached by https.", pointer);
        }
        if (!demonstration
                && !limits.ports().contains(uri.getPort() == -1 ? HTTPS : uri.getPort())) {
            throw ProblemException.refused(
                    "address_port_not_allowed", "Webhooks do not lead to this port.", pointer);
        }
        if ((!ownMachine && isLocalName(host)) || isForbiddenLiteral(host)) {
            throw notPublic(pointer);
        }
        checkResolved(host, pointer);
        return uri;
    }

    /** Within a time: whoever registers an address chooses which name servers are asked. */
    private void checkResolved(String host, String pointer) {
        var resolving = new FutureTask<>(() -> resolve(host));
        Thread.ofVirtual().name("webhook-name").start(resolving);
        try {
            resolving.get(limits.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NotPublicException
                    ? notPublic(pointer)
                    : unknown(pointer);
        } catch (TimeoutException e) {
            throw unknown(pointer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(pointer);
        }
    }

    private static ProblemException notPublic(String pointer) {
        return ProblemException.refused(
                "address_not_public",
                "A webhook leads to a public address of the internet.",
                pointer);
    }

    private static ProblemException unknown(String pointer) {
        return ProblemException.refused(
                "address_unknown", "No name server knows this host now.", pointer);
    }

    private static URI parse(String address, String pointer) {
        if (address.length() > MOST_CHARACTERS) {
            throw malformed(pointer);
        }
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            throw malformed(pointer);
        }
    }

    private static ProblemException malformed(String pointer) {
        return ProblemException.refused(
                "address_malformed",
                "An address is an absolute URL of at most 500 characters, without user or"
                        + " fragment.",
                pointer);
    }

    private static @Nullable String host(URI uri) {
        String host = uri.getHost();
        return host == null || host.isEmpty() ? null : host;
    }

    private static boolean isLocalName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.endsWith(".local")
                || name.endsWith(".internal")
                || !(name.contains(".") || name.contains(":"));
    }

    private boolean isForbiddenLiteral(String host) {
        try {
            return !isAllowed(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            // A name; one that looks like a number is read as an address by some, so it is none.
            return host.matches("[0-9.]+|0[xX][0-9a-fA-F.xX]*");
        }
    }

    /**
     * @throws UnknownHostException if the name is unknown, or stands for any address that is not
     *     public
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (InetAddress address : addresses) {
            if (!isAllowed(address)) {
                throw new NotPublicException();
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** A name that stands for an address where no webhook may lead. */
    static final class NotPublicException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotPublicException() {
            super("not a public address");
        }
    }

    private boolean isAllowed(InetAddress address) {
        return isPublic(address) || (ownMachine && address.isLoopbackAddress());
    }

    /** Whether it is an address of the public internet (IANA special-purpose registries). */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] b = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(b[0] & 0xff, b[1] & 0xff, b[2] & 0xff);
            case Inet6Address _ -> isPublic6(b);
            default -> false;
        };
    }

    private static boolean isPublic4(int a, int b, int c) {
        boolean shared = a == 100 && b >= 64 && b < 128;
        boolean special = a == 192 && b == 0 && (c == 0 || c == 2);
        boolean relay = a == 192 && b == 88 && c == 99;
        boolean benchmarks = a == 198 && (b == 18 || b == 19);
        boolean examples = (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113);
        return a != 0 && a < 224 && !shared && !special && !relay && !benchmarks && !examples;
    }

    /** Global unicast, without what carries an IPv4 address inside or is for documents. */
    private static boolean isPublic6(byte[] b) {
        boolean global = (b[0] & 0xe0) == 0x20;
        int first = ((b[0] & 0xff) << 8) | (b[1] & 0xff);
        int second = ((b[2] & 0xff) << 8) | (b[3] & 0xff);
        boolean special = first == 0x2001 && second < 0x0200;
        boolean documents = (first == 0x2001 && second == 0x0db8) || first == 0x3fff;
        return global && first != 0x2002 && !special && !documents;
    }
}
