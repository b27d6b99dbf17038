package vn.dancu.sandbox.launch;

import java.util.SortedMap;
import java.util.TreeMap;

/** Which part listens where: {@code docs/conventions.md}, Addresses. */
record PortPlan(int base) {

    /** Ports in use above the base: eight services, PostgreSQL, two of Kafka. */
    static final int COUNT = 11;

    int postgres() {
        return base + 8;
    }

    int kafka() {
        return base + 9;
    }

    int kafkaController() {
        return base + 10;
    }

    int of(Part part) {
        return part.port(base);
    }

    /** Each port with the name of its part, in ascending order. */
    SortedMap<Integer, String> names() {
        SortedMap<Integer, String> names = new TreeMap<>();
        for (Part part : Part.values()) {
            names.put(of(part), part.module());
        }
        names.put(postgres(), "PostgreSQL");
        names.put(kafka(), "Kafka");
        names.put(kafkaController(), "Kafka controller");
        return names;
    }
}
