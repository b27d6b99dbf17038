package vn.dancu.platform.security;

import java.security.interfaces.ECPrivateKey;

/** The key by which a service is known ({@code dancu.caller.private-key}). */
public final class ServiceKeys {
    private ServiceKeys() {}

    /**
     * @param pem PKCS#8, EC P-256
     * @throws IllegalStateException if it is something else
     */
    public static ECPrivateKey privateKey(String pem) {
        return Pem.ecPrivateKey(pem);
    }
}
