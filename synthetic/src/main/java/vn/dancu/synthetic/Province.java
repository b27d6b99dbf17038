package vn.dancu.synthetic;

import java.util.ArrayList;
import java.util.List;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.AdministrativeUnits;

/**
 * One of the 63 provinces with what the census says of its people.
 *
 * @param population at the census of 1 April 2019
 * @param islands districts that have no communes
 */
record Province(
        String code,
        int population,
        Weighted<String> ethnicGroups,
        Weighted<String> religions,
        Weighted<Home> communes,
        List<Place> islands) {

    /** A commune to live in; urban ones have wards and streets. */
    record Home(Place place, boolean urban) {}

    /** Where surnames and speech turn southern: from Đà Nẵng on. */
    boolean southern() {
        return code.compareTo("48") >= 0;
    }

    static List<Province> all(AdministrativeUnits units) {
        return Resources.table("provinces.tsv").stream().map(row -> read(row, units)).toList();
    }

    private static Province read(String[] row, AdministrativeUnits units) {
        String code = row[0];
        List<Home> homes = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        List<Place> islands = new ArrayList<>();
        for (AdministrativeUnit district : units.childrenOf(code)) {
            List<AdministrativeUnit> communes = units.childrenOf(district.code());
            if (communes.isEmpty()) {
                islands.add(new Place(code, district.code(), null, null));
            }
            for (AdministrativeUnit commune : communes) {
                boolean urban = !commune.type().equals("Xã");
                homes.add(new Home(new Place(code, district.code(), commune.code(), null), urban));
                // Wards have about twice the people of a rural commune.
                weights.add(urban ? 2.0 : 1.0);
            }
        }
        return new Province(
                code,
                Integer.parseInt(row[1]),
                withRest(row[2], "1"),
                withRest(row[3], "0"),
                new Weighted<>(homes, weights),
                List.copyOf(islands));
    }

    /** Percentages of some codes; what remains to 100 is of the code {@code rest}. */
    private static Weighted<String> withRest(String shares, String rest) {
        double sum = 0;
        StringBuilder all = new StringBuilder();
        if (!shares.isEmpty()) {
            for (String share : shares.split(" ", -1)) {
                sum += Double.parseDouble(share.substring(share.indexOf(':') + 1));
                all.append(share).append(' ');
            }
        }
        return Weighted.parse(all + rest + ":" + (100 - sum));
    }
}
