package vn.dancu.sharing.soap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.sharing.disclosure.Identity;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.RequestId;

/**
 * A call as its client wrote it, with every element in its place.
 *
 * @param legacy the root element ended in {@code Request}, as in a provincial client, which also
 *     expects the answer under another name
 */
record Inquiry(
        Service service,
        boolean legacy,
        RequestId requestId,
        ProcedureCode procedure,
        Optional<OfficerCode> officer,
        Optional<AgencyCode> agency,
        Identity identity) {
    private static final Set<String> DATE = Set.of("NgayThangNam", "Nam");

    /** The services, with the codes of integration (MaTichHop) under which they are known. */
    enum Service {
        /** Look-up. */
        TRA_CUU("TraCuuThongTinCongDan", "http://dancuquocgia.bca"),
        /** Verification; 003 stands in an older provincial client. */
        XAC_THUC("XacThucThongTinCongDan", "http://dancuquocgia.bca"),
        /** Particulars with the parents; its code is not known, so that any is taken. */
        XAC_MINH("XacMinhThongTinNhanThan", "http://gtel.vn/qldc");

        private final String element;
        private final String namespace;

        Service(String element, String namespace) {
            this.element = element;
            this.namespace = namespace;
        }

        private static boolean isElement(String name) {
            return Stream.of(values()).anyMatch(service -> service.element.equals(name));
        }

        private boolean isKnownAs(String code) {
            return switch (this) {
                case TRA_CUU -> code.equals("037");
                case XAC_THUC -> code.equals("033") || code.equals("003");
                case XAC_MINH -> true;
            };
        }

        private Optional<Boolean> legacyOf(QName name) {
            if (!namespace.equals(name.getNamespaceURI())) {
                return Optional.empty();
            }
            return name.getLocalPart().equals(element)
                    ? Optional.of(false)
                    : name.getLocalPart().equals(element + "Request")
                            ? Optional.of(true)
                            : Optional.empty();
        }

        /**
         * The order of the elements: newer clients of the look-up put MaDonVi behind MaCanBo, the
         * general specification before it. Alternatives stand in one place.
         */
        private List<Set<String>> order() {
            List<Set<String>> person =
                    List.of(
                            Set.of("SoDinhDanh"),
                            Set.of("SoCMND"),
                            Set.of("HoVaTen"),
                            Set.of("NgayThangNamSinh"));
            List<Set<String>> head =
                    this == TRA_CUU
                            ? List.of(
                                    Set.of("MaYeuCau"),
                                    Set.of("MaDVC"),
                                    Set.of("MaTichHop"),
                                    Set.of("MaCanBo"),
                                    Set.of("MaDonVi"),
                                    Set.of("TaiKhoan"),
                                    Set.of("SoDienThoai"))
                            : List.of(
                                    Set.of("MaYeuCau"),
                                    Set.of("MaDVC"),
                                    Set.of("MaTichHop", "MaDichVu"),
                                    Set.of("MaDonVi"),
                                    Set.of("MaCanBo"));
            return Stream.concat(head.stream(), person.stream()).toList();
        }
    }

    /**
     * @throws SoapFault 006 for no such service; 007 {@code invalid_element} with the element
     */
    static Inquiry of(Envelope.Element root) {
        for (Service service : Service.values()) {
            Optional<Boolean> legacy = service.legacyOf(root.name());
            if (legacy.isPresent()) {
                return read(service, legacy.get(), root);
            }
        }
        String name = root.name().getLocalPart();
        throw SoapFault.at(Service.isElement(name) ? name : "?");
    }

    private static Inquiry read(Service service, boolean legacy, Envelope.Element root) {
        Map<String, Envelope.Element> given = inOrder(service, root);
        String integration =
                text(given, given.containsKey("MaDichVu") ? "MaDichVu" : "MaTichHop").orElse("");
        if (!service.isKnownAs(integration)) {
            throw SoapFault.at(given.containsKey("MaDichVu") ? "MaDichVu" : "MaTichHop");
        }
        return new Inquiry(
                service,
                legacy,
                needed(given, "MaYeuCau", 40, RequestId::new),
                needed(given, "MaDVC", 20, ProcedureCode::new),
                optional(given, "MaCanBo", 20, OfficerCode::new),
                optional(given, "MaDonVi", 35, AgencyCode::new),
                identity(given));
    }

    /** Each at most once, in the order of the service; an element may be missing, never early. */
    private static Map<String, Envelope.Element> inOrder(Service service, Envelope.Element root) {
        List<Set<String>> order = service.order();
        Map<String, Envelope.Element> given = new HashMap<>();
        int place = 0;
        for (Envelope.Element element : root.inner()) {
            String name = element.name().getLocalPart();
            String namespace = element.name().getNamespaceURI();
            if (!namespace.isEmpty() && !namespace.equals(root.name().getNamespaceURI())) {
                throw SoapFault.at(known(service, name));
            }
            while (place < order.size() && !order.get(place).contains(name)) {
                place++;
            }
            if (place == order.size()) {
                throw SoapFault.at(known(service, name));
            }
            place++;
            given.put(name, element);
        }
        return given;
    }

    /** A name that is none of ours is a client's text and is not said again. */
    private static String known(Service service, String name) {
        return service.order().stream().anyMatch(names -> names.contains(name)) ? name : "?";
    }

    /** The number leads where both are given: SoCMND is for people without one. */
    private static Identity identity(Map<String, Envelope.Element> given) {
        Optional<PersonalIdNumber> number =
                optional(given, "SoDinhDanh", 12, PersonalIdNumber::new);
        Optional<String> old = optional(given, "SoCMND", 9, Inquiry::oldNumber);
        if (number.isEmpty() && old.isEmpty()) {
            throw SoapFault.at("SoDinhDanh");
        }
        return new Identity(
                number.orElse(null),
                number.isPresent() ? null : old.orElse(null),
                needed(given, "HoVaTen", PersonName.MAX_LENGTH, PersonName::new),
                born(given.get("NgayThangNamSinh")));
    }

    private static String oldNumber(String text) {
        if (!text.matches("[0-9]{9}")) {
            throw new InvalidValueException("old_number_malformed", "nine digits");
        }
        return text;
    }

    /** {@code NgayThangNam} as yyyyMMdd or {@code Nam} as yyyy; or the text yyyy-MM-dd or yyyy. */
    private static PartialDate born(Envelope.@Nullable Element date) {
        if (date == null) {
            throw SoapFault.at("NgayThangNamSinh");
        }
        String text = date.text();
        if (!date.inner().isEmpty()) {
            List<Envelope.Element> filled =
                    date.inner().stream().filter(e -> !e.text().isEmpty()).toList();
            boolean known =
                    date.inner().stream()
                            .allMatch(
                                    e ->
                                            DATE.contains(e.name().getLocalPart())
                                                    && e.inner().isEmpty());
            if (!known || filled.isEmpty()) {
                throw SoapFault.at("NgayThangNamSinh");
            }
            text =
                    filled.stream()
                            .filter(e -> e.name().getLocalPart().equals("NgayThangNam"))
                            .findFirst()
                            .orElse(filled.getFirst())
                            .text();
        }
        try {
            return PartialDate.parse(
                    text.matches("[0-9]{8}")
                            ? text.substring(0, 4)
                                    + "-"
                                    + text.substring(4, 6)
                                    + "-"
                                    + text.substring(6)
                            : text);
        } catch (InvalidValueException e) {
            throw SoapFault.at("NgayThangNamSinh");
        }
    }

    private static Optional<String> text(Map<String, Envelope.Element> given, String name) {
        Envelope.Element element = given.get(name);
        if (element == null) {
            return Optional.empty();
        }
        if (!element.inner().isEmpty()) {
            throw SoapFault.at(name);
        }
        return element.text().isEmpty() ? Optional.empty() : Optional.of(element.text());
    }

    private static <T> T needed(
            Map<String, Envelope.Element> given,
            String name,
            int longest,
            Function<String, T> read) {
        return optional(given, name, longest, read).orElseThrow(() -> SoapFault.at(name));
    }

    private static <T> Optional<T> optional(
            Map<String, Envelope.Element> given,
            String name,
            int longest,
            Function<String, T> read) {
        try {
            return text(given, name)
                    .map(
                            value -> {
                                if (value.length() > longest) {
                                    throw SoapFault.at(name);
                                }
                                return read.apply(value);
                            });
        } catch (InvalidValueException e) {
            throw SoapFault.at(name);
        }
    }

    @Override
    public String toString() {
        return "Inquiry[" + service + "]";
    }
}
