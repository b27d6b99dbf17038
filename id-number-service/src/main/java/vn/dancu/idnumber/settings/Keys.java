package vn.dancu.idnumber.settings;

import java.util.HashSet;
import java.util.Set;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.model.KeyRing;
import vn.dancu.idnumber.model.NumberKey;

/** Makes the key ring from the secrets, and refuses to start without a key that a bucket needs. */
@Configuration(proxyBeanMethods = false)
class Keys {
    @Bean
    KeyRing keyRing(NumberSettings settings) {
        return new KeyRing(
                NumberKey.ofHex(settings.key()),
                settings.earlierKeys().stream().map(NumberKey::ofHex).toList());
    }

    @Bean
    KeysOfBuckets keysOfBuckets(JdbcClient jdbc, KeyRing keys) {
        return new KeysOfBuckets(jdbc, keys);
    }

    /**
     * Compares the keys that buckets were opened under with those held: after the tables are made,
     * and before the first request or message could open a bucket under a wrong key.
     */
    static final class KeysOfBuckets implements SmartInitializingSingleton {
        private final JdbcClient jdbc;
        private final KeyRing keys;

        KeysOfBuckets(JdbcClient jdbc, KeyRing keys) {
            this.jdbc = jdbc;
            this.keys = keys;
        }

        @Override
        public void afterSingletonsInstantiated() {
            Set<String> needed =
                    new HashSet<>(
                            jdbc.sql("select distinct key_id from bucket")
                                    .query(String.class)
                                    .list());
            if (!keys.holds(needed)) {
                throw new IllegalStateException(
                        "buckets were opened under a key of numbers that is not held here: give it"
                                + " in dancu.numbers.earlier-keys; key ids of the buckets: "
                                + needed);
            }
        }
    }
}
