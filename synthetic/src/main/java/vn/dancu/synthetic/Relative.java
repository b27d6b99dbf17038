package vn.dancu.synthetic;

import org.jspecify.annotations.Nullable;

/** A relative as a survey card names one. */
record Relative(String name, @Nullable String number, @Nullable String oldNumber) {}
