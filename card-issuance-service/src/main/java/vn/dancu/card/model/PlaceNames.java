package vn.dancu.card.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.dancu.reference.AdministrativeUnits;

/** How places are written on a card: Số 5 ngõ 12, Dịch Vọng, Cầu Giấy, Hà Nội. */
public final class PlaceNames {
    private final AdministrativeUnits units;

    public PlaceNames(AdministrativeUnits units) {
        this.units = units;
    }

    /** From the smallest part to the province. A unit that is not in the list is left out. */
    public String text(Place place) {
        List<String> parts = new ArrayList<>();
        place.detail().map(String::strip).filter(text -> !text.isEmpty()).ifPresent(parts::add);
        place.commune().flatMap(this::name).ifPresent(parts::add);
        place.district().flatMap(this::name).ifPresent(parts::add);
        name(place.province()).ifPresent(parts::add);
        return String.join(", ", parts);
    }

    /** Units that are only numbered keep their type: Phường 12. */
    private Optional<String> name(String code) {
        return units.byCode(code)
                .map(
                        unit ->
                                unit.name().chars().allMatch(Character::isDigit)
                                        ? unit.nameWithType()
                                        : unit.name());
    }
}
