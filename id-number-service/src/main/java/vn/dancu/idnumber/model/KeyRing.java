package vn.dancu.idnumber.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The key that opens new buckets, and the earlier keys of buckets that were opened under them: a
 * bucket keeps its key for life, since under another key its places would be other numbers.
 */
public final class KeyRing {
    private final NumberKey current;
    private final Map<String, NumberKey> byId = new HashMap<>();

    public KeyRing(NumberKey current, List<NumberKey> earlier) {
        this.current = current;
        earlier.forEach(key -> byId.put(key.id(), key));
        byId.put(current.id(), current);
    }

    /** The key under which a bucket is opened today. */
    public NumberKey current() {
        return current;
    }

    /**
     * @throws IllegalStateException if this process does not hold the key
     */
    public NumberKey key(String id) {
        NumberKey key = byId.get(id);
        if (key == null) {
            throw new IllegalStateException("no key of numbers with id " + id + " is held here");
        }
        return key;
    }

    /** Whether all these keys are held. */
    public boolean holds(Collection<String> ids) {
        return byId.keySet().containsAll(ids);
    }
}
