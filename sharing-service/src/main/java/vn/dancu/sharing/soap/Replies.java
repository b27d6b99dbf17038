package vn.dancu.sharing.soap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.disclosure.Answer;
import vn.dancu.sharing.model.PersonField;

/** Writes envelopes. Elements that are not agreed or not known are left out. */
final class Replies {
    static final String NAMESPACE = "http://www.mic.gov.vn/dancu/1.0";
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private final XMLStreamWriter xml;

    private Replies(XMLStreamWriter xml) {
        this.xml = xml;
    }

    private interface Content {
        void write(Replies replies) throws XMLStreamException;
    }

    /**
     * A look-up's answer: one citizen, or none with a note why.
     *
     * @param wrapper an element around it, for the service that has one
     */
    static byte[] citizens(
            @Nullable String wrapper,
            String id,
            Instant asOf,
            Answer.@Nullable Person person,
            @Nullable String note) {
        return envelope(
                replies -> {
                    if (wrapper != null) {
                        replies.open(wrapper);
                    }
                    replies.collection(id, asOf, person, note);
                    if (wrapper != null) {
                        replies.close();
                    }
                });
    }

    /**
     * A verification's answer.
     *
     * @param legacy as a provincial client expects it: another name, and the namespace of requests
     */
    static byte[] verdict(boolean exists, boolean legacy) {
        return envelope(
                replies -> {
                    String namespace = legacy ? "http://dancuquocgia.bca" : NAMESPACE;
                    replies.root(legacy ? "KetQuaXacThucResponse" : "KetQuaXacThuc", namespace);
                    replies.xml.writeStartElement("ns", "TonTai", namespace);
                    replies.xml.writeCharacters(Boolean.toString(exists));
                    replies.close();
                    replies.close();
                });
    }

    static byte[] fault(SoapFault fault, String correlation) {
        return envelope(
                replies -> {
                    replies.xml.writeStartElement("soap", "Fault", Envelope.SOAP);
                    replies.plain("faultcode", "soap:" + fault.kind().wire());
                    replies.plain("faultstring", fault.loi().code() + ": " + fault.loi().text());
                    replies.xml.writeStartElement("detail");
                    replies.root("Loi", NAMESPACE);
                    replies.text("Ma", fault.loi().number());
                    replies.text("MaLoi", fault.loi().code());
                    replies.text("MoTa", fault.loi().text());
                    replies.text("PhanTu", fault.element().orElse(null));
                    replies.text("MaTruyVet", correlation);
                    replies.close();
                    replies.close();
                    replies.close();
                });
    }

    private static byte[] envelope(Content content) {
        var bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml =
                    FACTORY.createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeStartElement("soap", "Envelope", Envelope.SOAP);
            xml.writeNamespace("soap", Envelope.SOAP);
            xml.writeStartElement("soap", "Body", Envelope.SOAP);
            content.write(new Replies(xml));
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("an envelope could not be written", e);
        }
        return bytes.toByteArray();
    }

    private void collection(
            String id, Instant asOf, Answer.@Nullable Person person, @Nullable String note)
            throws XMLStreamException {
        root("CongdanCollection", NAMESPACE);
        xml.writeAttribute("SoCongDan", person == null ? "0" : "1");
        if (note != null) {
            xml.writeAttribute("GhiChu", note);
        }
        xml.writeAttribute("ThoiDiemDuLieu", asOf.truncatedTo(ChronoUnit.MILLIS).toString());
        xml.writeAttribute("id", id);
        if (person != null) {
            open("CongDan");
            citizen(person.fields());
            close();
        }
        close();
    }

    private void citizen(Map<String, JsonNode> fields) throws XMLStreamException {
        text("SoDinhDanh", line(fields, PersonField.NUMBER));
        text("SoCMND", line(fields, PersonField.OLD_NUMBER));
        name(line(fields, PersonField.NAME));
        text("GioiTinh", sex(line(fields, PersonField.SEX)));
        text("DanToc", line(fields, PersonField.ETHNICITY));
        text("TonGiao", line(fields, PersonField.RELIGION));
        text("QuocTich", line(fields, PersonField.NATIONALITY));
        text("TinhTrangHonNhan", line(fields, PersonField.MARITAL_STATUS));
        text("NhomMau", line(fields, PersonField.BLOOD_GROUP));
        born(line(fields, PersonField.DATE_OF_BIRTH));
        place("NoiDangKyKhaiSinh", fields.get(PersonField.BIRTH_REGISTRATION_PLACE.wire()));
        place("QueQuan", fields.get(PersonField.ORIGIN.wire()));
        place("ThuongTru", fields.get(PersonField.PERMANENT_RESIDENCE.wire()));
        place("NoiOHienTai", fields.get(PersonField.CURRENT_RESIDENCE.wire()));
        relative("Cha", fields.get(PersonField.FATHER.wire()));
        relative("Me", fields.get(PersonField.MOTHER.wire()));
        relative("VoChong", fields.get(PersonField.SPOUSE.wire()));
        head(
                fields.get(PersonField.HOUSEHOLD_HEAD.wire()),
                line(fields, PersonField.RELATIONSHIP_TO_HEAD));
    }

    /** How a name splits cannot be told; clients read Ten as the whole of it. */
    private void name(@Nullable String whole) throws XMLStreamException {
        if (whole == null) {
            return;
        }
        open("HoVaTen");
        text("Ho", "");
        text("ChuDem", "");
        text("Ten", whole);
        close();
    }

    /** The ministry's list: 0 not known, 1 male, 2 female. */
    private static @Nullable String sex(@Nullable String sex) {
        return switch (sex) {
            case null -> null;
            case "MALE" -> "1";
            case "FEMALE" -> "2";
            default -> "0";
        };
    }

    private void born(@Nullable String date) throws XMLStreamException {
        if (date == null) {
            return;
        }
        open("NgayThangNamSinh");
        text("Nam", date.substring(0, Math.min(4, date.length())));
        if (date.length() == 10) {
            text("NgayThangNam", date.replace("-", ""));
        }
        close();
    }

    private void place(String element, @Nullable JsonNode place) throws XMLStreamException {
        if (place == null || !place.isObject()) {
            return;
        }
        open(element);
        text("MaTinhThanh", line(place, "province"));
        text("MaQuanHuyen", line(place, "district"));
        text("MaPhuongXa", line(place, "commune"));
        text("ChiTiet", line(place, "detail"));
        close();
    }

    private void relative(String element, @Nullable JsonNode relative) throws XMLStreamException {
        if (relative == null || !relative.isObject()) {
            return;
        }
        open(element);
        name(line(relative, "name"));
        text("QuocTich", line(relative, "nationality"));
        text("SoDinhDanh", line(relative, "number"));
        text("SoCMND", line(relative, "oldNumber"));
        close();
    }

    private void head(@Nullable JsonNode head, @Nullable String relation)
            throws XMLStreamException {
        if (head == null || !head.isObject()) {
            return;
        }
        open("ChuHo");
        name(line(head, "name"));
        text("QuanHe", relation);
        text("SoCMND", line(head, "oldNumber"));
        text("SoDinhDanh", line(head, "number"));
        close();
    }

    private static @Nullable String line(Map<String, JsonNode> fields, PersonField field) {
        return value(fields.get(field.wire()));
    }

    private static @Nullable String line(JsonNode node, String member) {
        return value(node.get(member));
    }

    private static @Nullable String value(@Nullable JsonNode node) {
        return node == null || node.isNull() || !node.isValueNode() ? null : node.asString();
    }

    private void root(String element, String namespace) throws XMLStreamException {
        xml.writeStartElement("ns", element, namespace);
        xml.writeNamespace("ns", namespace);
    }

    private void open(String element) throws XMLStreamException {
        root(element, NAMESPACE);
    }

    private void close() throws XMLStreamException {
        xml.writeEndElement();
    }

    private void text(String element, @Nullable String text) throws XMLStreamException {
        if (text != null) {
            xml.writeStartElement("ns", element, NAMESPACE);
            xml.writeCharacters(text);
            xml.writeEndElement();
        }
    }

    private void plain(String element, String text) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }
}
