package vn.dancu.card.units;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.model.Place;
import vn.dancu.card.model.PlaceCategory;
import vn.dancu.card.units.IssuingUnit.Level;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.AdministrativeUnits;

/**
 * The units of the launch, where a database has none: C06, PC06 of 63 provinces, the police of 705
 * districts (Law 59/2014 Art 26). From then on they are changed over HTTP.
 */
@Component
class LaunchUnits implements ApplicationRunner {
    /** The centre lies in Hà Nội, and works for the whole country. */
    private static final String CENTRE_PROVINCE = "01";

    private static final Set<String> URBAN = Set.of("Quận", "Thị xã", "Thành phố");

    /**
     * Provinces whose rural districts count as mountain, border or island here. A working list from
     * common knowledge, not quoted from a decision: units are corrected one by one.
     */
    private static final Set<String> MOUNTAINOUS =
            Set.of(
                    "02", "04", "06", "08", "10", "11", "12", "14", "15", "17", "20", "62", "64",
                    "66", "67", "68");

    private static final Set<String> ISLANDS =
            Set.of(
                    "Vân Đồn",
                    "Cô Tô",
                    "Cát Hải",
                    "Bạch Long Vĩ",
                    "Cồn Cỏ",
                    "Hoàng Sa",
                    "Lý Sơn",
                    "Trường Sa",
                    "Phú Quý",
                    "Côn Đảo",
                    "Kiên Hải");

    private final IssuingUnits units;
    private final TransactionTemplate transactions;

    LaunchUnits(IssuingUnits units, TransactionTemplate transactions) {
        this.units = units;
        this.transactions = transactions;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (units.isEmpty()) {
            transactions.executeWithoutResult(status -> of().forEach(units::put));
        }
    }

    static Stream<IssuingUnit> of() {
        AdministrativeUnits all = AdministrativeUnits.launchEra();
        IssuingUnit centre =
                unit(
                        "C06",
                        "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
                        Level.CENTRE,
                        PlaceCategory.CITY,
                        place(CENTRE_PROVINCE, null));
        return Stream.concat(
                Stream.of(centre),
                all.provinces().stream()
                        .flatMap(
                                province ->
                                        Stream.concat(
                                                Stream.of(ofProvince(province)),
                                                all.childrenOf(province.code()).stream()
                                                        .map(one -> ofDistrict(province, one)))));
    }

    private static IssuingUnit ofProvince(AdministrativeUnit province) {
        return unit(
                "PC06-" + province.code(),
                "Phòng Cảnh sát QLHC về TTXH, " + province.nameWithType(),
                Level.PROVINCE,
                PlaceCategory.CITY,
                place(province.code(), null));
    }

    private static IssuingUnit ofDistrict(AdministrativeUnit province, AdministrativeUnit one) {
        return unit(
                "CA-" + one.code(),
                "Công an " + one.nameWithType(),
                Level.DISTRICT,
                category(province, one),
                place(province.code(), one.code()));
    }

    private static PlaceCategory category(AdministrativeUnit province, AdministrativeUnit one) {
        if (ISLANDS.contains(one.name())) {
            return PlaceCategory.MOUNTAIN_BORDER_ISLAND;
        }
        if (URBAN.contains(one.type())) {
            return PlaceCategory.CITY;
        }
        return MOUNTAINOUS.contains(province.code())
                ? PlaceCategory.MOUNTAIN_BORDER_ISLAND
                : PlaceCategory.OTHER;
    }

    private static Place place(String province, @Nullable String district) {
        return new Place(
                province, Optional.ofNullable(district), Optional.empty(), Optional.empty());
    }

    private static IssuingUnit unit(
            String code, String name, Level level, PlaceCategory category, Place territory) {
        return new IssuingUnit(
                code,
                name,
                level,
                category,
                territory,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
