package vn.dancu.card.chip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * Writes data group 13: tag 6D around items {@code SEQUENCE { INTEGER number, UTF8String text }} in
 * the order of their numbers. Item 13 holds a sequence of father and mother instead of a text; who
 * is not recorded is an empty text, so that the other one keeps the place. Lengths over 127 are in
 * the long form.
 */
final class NationalDataGroup {
    private NationalDataGroup() {}

    static byte[] encode(NationalData data) {
        Map<Integer, DERSequence> items = new TreeMap<>();
        data.items().forEach((number, text) -> items.put(number, item(number, text)));
        if (data.father().isPresent() || data.mother().isPresent()) {
            items.put(NationalData.PARENTS, parents(data.father(), data.mother()));
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(512);
        try {
            for (DERSequence item : items.values()) {
                content.write(item.getEncoded(ASN1Encoding.DER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Tlv.of(ChipFile.DG13.tag(), content.toByteArray());
    }

    private static DERSequence item(int number, String text) {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new ASN1Integer(number));
        parts.add(new DERUTF8String(text));
        return new DERSequence(parts);
    }

    private static DERSequence parents(Optional<String> father, Optional<String> mother) {
        ASN1EncodableVector names = new ASN1EncodableVector();
        names.add(new DERUTF8String(father.orElse("")));
        names.add(new DERUTF8String(mother.orElse("")));
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new ASN1Integer(NationalData.PARENTS));
        parts.add(new DERSequence(names));
        return new DERSequence(parts);
    }
}
