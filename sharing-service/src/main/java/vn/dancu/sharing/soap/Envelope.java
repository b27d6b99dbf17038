package vn.dancu.sharing.soap;

import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a SOAP 1.1 envelope as a stream, with bounds, and keeps of it the one element in its body.
 * No document type, no entity but the five of XML, nothing is fetched.
 */
final class Envelope {
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader xml;
    private final SoapSettings limits;
    private int depth;
    private int elements;

    private Envelope(XMLStreamReader xml, SoapSettings limits) {
        this.xml = xml;
        this.limits = limits;
    }

    /** An element with its text, or with elements inside; blanks around the text are taken off. */
    record Element(QName name, String text, List<Element> inner) {
        @Override
        public String toString() {
            return "Element[" + name.getLocalPart() + "]";
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setXMLResolver(
                (publicId, systemId, base, namespace) -> {
                    throw new XMLStreamException("nothing is fetched");
                });
        return factory;
    }

    /**
     * @throws SoapFault 006 {@code malformed_message}, 015 {@code body_too_large}; with the fault
     *     code VersionMismatch for another SOAP, MustUnderstand for a header that must be known
     */
    static Element body(byte[] message, SoapSettings limits) {
        if (message.length > limits.maxBody().toBytes()) {
            throw SoapFault.of(Loi.BODY_TOO_LARGE);
        }
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(text(message));
            try {
                return new Envelope(xml, limits).read();
            } finally {
                xml.close();
            }
        } catch (XMLStreamException | CharacterCodingException e) {
            throw SoapFault.of(Loi.MALFORMED_MESSAGE);
        }
    }

    /** UTF-8 whatever the message says of itself, so that it has one reading. */
    private static Reader text(byte[] message) throws CharacterCodingException {
        String text =
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
        return new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private Element read() throws XMLStreamException {
        begin();
        if (!xml.getLocalName().equals("Envelope")) {
            throw malformed();
        }
        if (!SOAP.equals(xml.getNamespaceURI())) {
            throw SoapFault.of(SoapFault.Kind.VERSION_MISMATCH);
        }
        begin();
        if (isSoap("Header")) {
            skipHeaders();
            begin();
        }
        if (!isSoap("Body")) {
            throw malformed();
        }
        begin();
        Element found = element();
        // Nothing beside it in the body, and nothing behind the body but the end.
        end();
        end();
        while (xml.hasNext()) {
            if (!isSpace(xml.next()) && xml.getEventType() != XMLStreamConstants.END_DOCUMENT) {
                throw malformed();
            }
        }
        return found;
    }

    private boolean isSoap(String name) {
        return xml.getLocalName().equals(name) && SOAP.equals(xml.getNamespaceURI());
    }

    private void skipHeaders() throws XMLStreamException {
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                return;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                throw malformed();
            }
            String must = xml.getAttributeValue(SOAP, "mustUnderstand");
            if (must != null && !must.strip().equals("0")) {
                throw SoapFault.of(SoapFault.Kind.MUST_UNDERSTAND);
            }
            element();
        }
    }

    /** The element that has just begun, to its end. */
    private Element element() throws XMLStreamException {
        QName name = xml.getName();
        StringBuilder text = new StringBuilder();
        List<Element> inner = new ArrayList<>();
        while (true) {
            switch (step()) {
                case XMLStreamConstants.START_ELEMENT -> inner.add(element());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (!inner.isEmpty() && !text.toString().isBlank()) {
                        throw malformed();
                    }
                    return new Element(name, text.toString().strip(), List.copyOf(inner));
                }
                case XMLStreamConstants.CHARACTERS,
                        XMLStreamConstants.CDATA,
                        XMLStreamConstants.SPACE -> {
                    if (text.length() + xml.getTextLength() > limits.maxText()) {
                        throw malformed();
                    }
                    text.append(xml.getText());
                }
                case XMLStreamConstants.COMMENT -> {
                    // says nothing
                }
                default -> throw malformed();
            }
        }
    }

    private void begin() throws XMLStreamException {
        if (next() != XMLStreamConstants.START_ELEMENT) {
            throw malformed();
        }
    }

    private void end() throws XMLStreamException {
        if (next() != XMLStreamConstants.END_ELEMENT) {
            throw malformed();
        }
    }

    private int next() throws XMLStreamException {
        int event = step();
        while (isSpace(event)) {
            event = step();
        }
        return event;
    }

    private boolean isSpace(int event) {
        return event == XMLStreamConstants.COMMENT
                || event == XMLStreamConstants.SPACE
                || (event == XMLStreamConstants.CHARACTERS && xml.isWhiteSpace());
    }

    /** One event, within the bounds; a document type or an entity is never passed over. */
    private int step() throws XMLStreamException {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
            depth++;
            elements++;
            if (depth > limits.maxDepth() || elements > limits.maxElements() || isCrowded()) {
                throw malformed();
            }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
            depth--;
        }
        return event;
    }

    /** Attributes decide nothing here but mustUnderstand: of a client's message there are few. */
    private boolean isCrowded() {
        if (xml.getAttributeCount() > limits.maxAttributes()
                || xml.getNamespaceCount() > limits.maxAttributes()) {
            return true;
        }
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeValue(i).length() > limits.maxText()) {
                return true;
            }
        }
        return false;
    }

    private static SoapFault malformed() {
        return SoapFault.of(Loi.MALFORMED_MESSAGE);
    }
}
