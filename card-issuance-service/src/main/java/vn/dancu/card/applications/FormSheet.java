package vn.dancu.card.applications;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import vn.dancu.card.cards.Production;
import vn.dancu.card.forms.Sheet;
import vn.dancu.card.forms.Sheet.Line;
import vn.dancu.card.forms.Sheet.Section;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.card.model.FormLines;
import vn.dancu.card.model.Place;
import vn.dancu.card.model.PlaceNames;
import vn.dancu.kernel.Sex;
import vn.dancu.reference.AdministrativeUnits;

/** The form CC02, Phiếu thu nhận thông tin căn cước công dân (Circular 66/2015, 41/2019). */
@Component
class FormSheet {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy");
    private static final List<String> MARITAL =
            List.of(
                    "Chưa có thông tin",
                    "Chưa kết hôn",
                    "Đang có vợ/chồng",
                    "Đã ly hôn hoặc góa vợ/chồng");
    private static final Map<String, String> BLOOD =
            Map.of("01", "A", "02", "B", "03", "AB", "04", "O");

    private final PlaceNames places = new PlaceNames(AdministrativeUnits.launchEra());

    /**
     * @param portrait as taken, JPEG
     */
    Sheet of(FormContent form, Optional<byte[]> portrait) {
        return new Sheet(
                "CC02",
                "PHIẾU THU NHẬN THÔNG TIN CĂN CƯỚC CÔNG DÂN",
                form.unit(),
                form.code(),
                List.of(citizen(form), relatives(form.lines()), request(form)),
                portrait,
                List.of("Công dân (ký, ghi rõ họ tên)", "Cán bộ thu nhận (ký, ghi rõ họ tên)"));
    }

    private Section citizen(FormContent form) {
        CardFacts facts = form.facts();
        FormLines lines = form.lines();
        return new Section(
                "I. THÔNG TIN CÔNG DÂN",
                List.of(
                        new Line("Họ, chữ đệm và tên khai sinh", facts.name().full()),
                        new Line("Số định danh cá nhân", facts.number().digits()),
                        new Line("Số CMND đã cấp", facts.oldNumber().orElse("")),
                        new Line("Ngày, tháng, năm sinh", day(facts.birth())),
                        new Line("Giới tính", facts.sex() == Sex.MALE ? "Nam" : "Nữ"),
                        new Line("Quốc tịch", country(facts.nationality())),
                        new Line("Dân tộc (mã)", lines.ethnicity()),
                        new Line("Tôn giáo (mã)", lines.religion()),
                        new Line("Tình trạng hôn nhân", marital(lines.maritalStatus())),
                        new Line("Nhóm máu", lines.bloodGroup().map(BLOOD::get).orElse("")),
                        new Line("Nơi đăng ký khai sinh", place(lines.birthRegistrationPlace())),
                        new Line("Quê quán", facts.origin()),
                        new Line("Nơi thường trú", facts.residence()),
                        new Line("Nơi ở hiện tại", place(lines.currentResidence())),
                        new Line("Đặc điểm nhân dạng", form.features().orElse(""))));
    }

    private static Section relatives(FormLines lines) {
        List<Line> all = new ArrayList<>();
        all.add(new Line("Cha", relative(lines.father())));
        all.add(new Line("Mẹ", relative(lines.mother())));
        all.add(new Line("Vợ (chồng)", relative(lines.spouse())));
        all.add(new Line("Người đại diện hợp pháp", relative(lines.representative())));
        all.add(new Line("Chủ hộ", relative(lines.householdHead())));
        all.add(new Line("Quan hệ với chủ hộ", lines.relationshipToHead().orElse("")));
        return new Section("II. NGƯỜI THÂN", all);
    }

    private static Section request(FormContent form) {
        return new Section(
                "III. YÊU CẦU",
                List.of(
                        new Line("Yêu cầu", kind(form.kind())),
                        new Line("Lý do", form.reason().map(FormSheet::reason).orElse("")),
                        new Line("Ngày thu nhận", day(dayOf(form.printedAt())))));
    }

    private static LocalDate dayOf(Instant at) {
        return LocalDate.ofInstant(at, Production.ZONE);
    }

    private static String day(LocalDate day) {
        return DAY.format(day);
    }

    private static String marital(int status) {
        return status >= 0 && status < MARITAL.size() ? MARITAL.get(status) : MARITAL.getFirst();
    }

    private static String country(String code) {
        return code.equals("VN") ? "Việt Nam" : code;
    }

    private String place(Optional<Place> place) {
        return place.map(places::text).orElse("");
    }

    private static String relative(Optional<FormLines.Relative> one) {
        return one.map(
                        person ->
                                person.name()
                                        + person.number().map(text -> ", số " + text).orElse("")
                                        + person.nationality()
                                                .map(code -> ", " + country(code))
                                                .orElse(""))
                .orElse("");
    }

    private static String kind(CardKind kind) {
        return switch (kind) {
            case FIRST -> "Cấp mới";
            case CHANGE -> "Cấp đổi";
            case REISSUE -> "Cấp lại";
        };
    }

    private static String reason(CardReason reason) {
        return switch (reason) {
            case MILESTONE_AGE -> "Đến tuổi đổi thẻ";
            case DAMAGED -> "Thẻ bị hư hỏng không sử dụng được";
            case NAME_CHANGED -> "Thay đổi họ, chữ đệm, tên";
            case BIRTH_DATE_CHANGED -> "Thay đổi ngày, tháng, năm sinh";
            case FEATURES_CHANGED -> "Thay đổi đặc điểm nhân dạng";
            case SEX_OR_ORIGIN_REDETERMINED -> "Xác định lại giới tính, quê quán";
            case ERROR_ON_CARD -> "Có sai sót về thông tin trên thẻ";
            case NUMBER_REESTABLISHED -> "Xác lập lại số định danh cá nhân";
            case ADMINISTRATIVE_UNIT_CHANGED -> "Sắp xếp đơn vị hành chính";
            case ON_REQUEST -> "Theo yêu cầu của công dân";
            case LOST -> "Mất thẻ";
            case NATIONALITY_REGAINED -> "Được trở lại quốc tịch Việt Nam";
        };
    }
}
