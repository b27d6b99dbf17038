package vn.dancu.sharing.model;

import java.util.Optional;

/** Where people have their permanent residence: a province, a district or a commune of it. */
public record Territory(String province, Optional<String> district, Optional<String> commune) {}
