package vn.dancu.reference;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A province, district or commune.
 *
 * @param code 2 digits for a province, 3 for a district, 5 for a commune
 * @param type as written before the name: Tỉnh, Thành phố, Quận, Huyện, Thị xã, Phường, Xã, Thị
 *     trấn
 * @param parentCode the unit it lies in; none for a province. Since 1 July 2025 a commune lies
 *     directly in its province
 */
public record AdministrativeUnit(
        String code, String type, String name, @Nullable String parentCode) {

    /** The name as addresses have it: Phường Phúc Xá. */
    public String nameWithType() {
        return type + " " + name;
    }

    public Optional<String> parent() {
        return Optional.ofNullable(parentCode);
    }

    public boolean isProvince() {
        return code.length() == 2;
    }

    public boolean isDistrict() {
        return code.length() == 3;
    }

    public boolean isCommune() {
        return code.length() == 5;
    }
}
