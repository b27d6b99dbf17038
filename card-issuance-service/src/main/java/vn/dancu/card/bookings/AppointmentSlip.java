package vn.dancu.card.bookings;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.card.bookings.Slots.Slot;
import vn.dancu.card.forms.Sheet;
import vn.dancu.card.units.IssuingUnit;

/** The slip CC03, Giấy hẹn: where and when, by the number of the booking. */
final class AppointmentSlip {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm 'ngày' dd/MM/yyyy")
                    .withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    private AppointmentSlip() {}

    static Sheet of(UUID bookingId, Slot slot, IssuingUnit unit) {
        return new Sheet(
                "CC03",
                "GIẤY HẸN LÀM THỦ TỤC CẤP THẺ CĂN CƯỚC",
                "",
                bookingId.toString(),
                List.of(
                        new Sheet.Section(
                                "LỊCH HẸN",
                                List.of(
                                        new Sheet.Line("Đơn vị tiếp nhận", unit.name()),
                                        new Sheet.Line("Mã đơn vị", unit.code()),
                                        new Sheet.Line(
                                                "Địa điểm", slot.venue().orElse(unit.name())),
                                        new Sheet.Line("Từ", TIME.format(slot.startsAt())),
                                        new Sheet.Line("Đến", TIME.format(slot.endsAt()))))),
                Optional.empty(),
                List.of());
    }
}
