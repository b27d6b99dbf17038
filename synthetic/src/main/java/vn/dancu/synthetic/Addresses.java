package vn.dancu.synthetic;

import java.util.List;
import vn.dancu.synthetic.Province.Home;

/** House, street or hamlet, as people write them. */
final class Addresses {
    private static final List<String> STREETS =
            List.of(
                    "Trần Phú",
                    "Lê Lợi",
                    "Nguyễn Huệ",
                    "Hai Bà Trưng",
                    "Lý Thường Kiệt",
                    "Quang Trung",
                    "Hùng Vương",
                    "Nguyễn Trãi",
                    "Phan Chu Trinh",
                    "Hoàng Diệu",
                    "Điện Biên Phủ",
                    "Lê Hồng Phong",
                    "Trần Hưng Đạo",
                    "Nguyễn Du",
                    "Võ Thị Sáu");
    private static final List<String> HAMLETS =
            List.of(
                    "Đông", "Tây", "Nam", "Bắc", "Trung", "Thượng", "Hạ", "Mới", "Đoài", "Chùa",
                    "Đình", "Chợ", "Bến", "Giữa", "Cầu");

    private Addresses() {}

    static String detail(Home home, Chance chance) {
        if (home.urban()) {
            String number = "Số " + chance.between(1, 480);
            return chance.in100(40)
                    ? number + " ngõ " + chance.between(1, 210) + ", tổ " + chance.between(1, 30)
                    : number + " đường " + chance.of(STREETS);
        }
        String kind = home.place().province().compareTo("48") >= 0 ? "Ấp " : "Thôn ";
        return kind + (chance.in100(50) ? chance.between(1, 12) : chance.of(HAMLETS));
    }
}
