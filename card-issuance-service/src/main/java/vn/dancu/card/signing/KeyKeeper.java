package vn.dancu.card.signing;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Keeps signing keys: a security module, or a software key store. */
interface KeyKeeper {
    /** A fresh pair, not kept yet. */
    KeyPair generate();

    /** Keeps a private key under a name, with its certificate. */
    void keep(String alias, PrivateKey key, X509Certificate certificate);

    /** Of a security module: a handle that signs there. */
    Optional<PrivateKey> find(String alias);

    /** The name of the registered provider that signs with these keys. */
    String provider();
}
