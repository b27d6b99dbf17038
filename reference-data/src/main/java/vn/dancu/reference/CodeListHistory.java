package vn.dancu.reference;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A code list with the periods in which its codes held. Immutable, shared by all threads. */
public final class CodeListHistory {
    private final List<Item> items;
    private final Map<String, List<Item>> byCode = new HashMap<>();
    private final boolean twoDigitForms;

    /**
     * @param from the first day, as in {@link UnitVersion}
     * @param to the day after the last
     */
    public record Item(String code, String name, LocalDate from, LocalDate to) {
        public boolean holdsAt(LocalDate day) {
            return !day.isBefore(from) && day.isBefore(to);
        }
    }

    private CodeListHistory(Collection<Item> items, boolean twoDigitForms) {
        this.items = List.copyOf(items);
        this.twoDigitForms = twoDigitForms;
        for (Item item : items) {
            byCode.computeIfAbsent(item.code(), code -> new ArrayList<>(1)).add(item);
        }
    }

    /**
     * @param twoDigitForms whether 01 is another form of 1
     */
    public static CodeListHistory of(Collection<Item> items, boolean twoDigitForms) {
        return new CodeListHistory(items, twoDigitForms);
    }

    /** This list at all times. */
    public static CodeListHistory of(CodeList list) {
        return of(
                list.codes().stream()
                        .map(
                                code ->
                                        new Item(
                                                code,
                                                list.name(code).orElse(code),
                                                UnitVersion.ALWAYS,
                                                UnitVersion.STILL))
                        .toList(),
                list.hasTwoDigitForms());
    }

    /** The codes of all times, in the order of their source. */
    public List<Item> items() {
        return items;
    }

    public boolean contains(String code, LocalDate day) {
        List<Item> known = byCode.get(code);
        if (known == null) {
            return false;
        }
        for (Item item : known) {
            if (item.holdsAt(day)) {
                return true;
            }
        }
        return false;
    }

    /** The canonical form of a code, where the list of that day knows it: 1 for 01. */
    public @Nullable String canonical(String code, LocalDate day) {
        if (contains(code, day)) {
            return code;
        }
        if (twoDigitForms && code.length() == 2 && code.charAt(0) == '0') {
            String shorter = code.substring(1);
            return contains(shorter, day) ? shorter : null;
        }
        return null;
    }

    public CodeList at(LocalDate day) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Item item : items) {
            if (item.holdsAt(day)) {
                names.put(item.code(), item.name());
            }
        }
        return CodeList.of(names, twoDigitForms);
    }
}
