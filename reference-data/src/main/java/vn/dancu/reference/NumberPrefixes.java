package vn.dancu.reference;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The prefixes of personal identification numbers and the provinces of birth registration they
 * stand for (Circular 59/2021, Annex I). The list is frozen at the 63 provinces of the launch era
 * and separate from the units: a merged province keeps the prefixes of its parts. Prefixes of
 * countries (Annex II) are not public; they would be added here.
 */
public final class NumberPrefixes {
    private final Map<String, String> provinceByPrefix;
    private final Map<String, String> prefixByProvince;

    private NumberPrefixes(Map<String, String> provinceByPrefix) {
        this.provinceByPrefix = Map.copyOf(provinceByPrefix);
        Map<String, String> inverse = new HashMap<>();
        provinceByPrefix.forEach((prefix, province) -> inverse.put(province, prefix));
        this.prefixByProvince = Map.copyOf(inverse);
    }

    public static NumberPrefixes launchEra() {
        Map<String, String> provinces = new HashMap<>();
        ResourceLines.forEach("number-prefixes.tsv", line -> provinces.put(line[0], line[1]));
        return new NumberPrefixes(provinces);
    }

    public Optional<String> prefixOf(String province) {
        return Optional.ofNullable(prefixByProvince.get(province));
    }

    public Optional<String> provinceOf(String prefix) {
        return Optional.ofNullable(provinceByPrefix.get(prefix));
    }

    public Set<String> prefixes() {
        return provinceByPrefix.keySet();
    }
}
