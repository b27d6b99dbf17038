package vn.dancu.card.reading;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;

/**
 * Whom a reader believes.
 *
 * @param countrySigners by the master list
 * @param revoked serials on the revocation list
 */
public record Trust(List<X509Certificate> countrySigners, Set<BigInteger> revoked) {
    private static final String PRIVATE_KEY_USAGE_PERIOD = "2.5.29.16";
    private static final String DOCUMENT_TYPES = "2.23.136.1.1.6.2";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int CERTIFICATE_SIGNING = 5;

    public Trust {
        countrySigners = List.copyOf(countrySigners);
        revoked = Set.copyOf(revoked);
    }

    /** What speaks against a signer that signed at this time. */
    Set<ReadingFailure> against(X509Certificate signer, String documentCode, Instant at) {
        Set<ReadingFailure> failures = EnumSet.noneOf(ReadingFailure.class);
        Optional<X509Certificate> issuer = issuerOf(signer);
        if (issuer.isEmpty()) {
            failures.add(ReadingFailure.SIGNER_UNKNOWN);
        }
        if (revoked.contains(signer.getSerialNumber())) {
            failures.add(ReadingFailure.SIGNER_REVOKED);
        }
        if (!valid(signer, at) || issuer.filter(csca -> valid(csca, at)).isEmpty()) {
            failures.add(ReadingFailure.SIGNER_OUT_OF_TIME);
        }
        boolean[] usage = signer.getKeyUsage();
        if (usage == null || !usage[DIGITAL_SIGNATURE] || !signs(signer, documentCode)) {
            failures.add(ReadingFailure.SIGNER_NOT_FOR_DOCUMENTS);
        }
        return failures;
    }

    private Optional<X509Certificate> issuerOf(X509Certificate signer) {
        return countrySigners.stream().filter(csca -> issued(csca, signer)).findFirst();
    }

    private static boolean issued(X509Certificate csca, X509Certificate signer) {
        boolean[] usage = csca.getKeyUsage();
        boolean mayIssue =
                csca.getBasicConstraints() >= 0 && usage != null && usage[CERTIFICATE_SIGNING];
        if (!mayIssue || !csca.getSubjectX500Principal().equals(signer.getIssuerX500Principal())) {
            return false;
        }
        try {
            signer.verify(csca.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Within the certificate's time, and for a signer within the time its key signs. */
    private static boolean valid(X509Certificate certificate, Instant at) {
        if (at.isBefore(certificate.getNotBefore().toInstant())
                || at.isAfter(certificate.getNotAfter().toInstant())) {
            return false;
        }
        if (certificate.getBasicConstraints() >= 0) {
            return true;
        }
        byte[] extension = certificate.getExtensionValue(PRIVATE_KEY_USAGE_PERIOD);
        if (extension == null) {
            return false;
        }
        try {
            boolean inside = true;
            for (var part : ASN1Sequence.getInstance(content(extension))) {
                ASN1TaggedObject time = ASN1TaggedObject.getInstance(part);
                Instant limit = ASN1GeneralizedTime.getInstance(time, false).getDate().toInstant();
                inside &= time.getTagNo() == 0 ? !at.isBefore(limit) : !at.isAfter(limit);
            }
            return inside;
        } catch (java.text.ParseException | RuntimeException e) {
            return false;
        }
    }

    private static boolean signs(X509Certificate signer, String documentCode) {
        byte[] extension = signer.getExtensionValue(DOCUMENT_TYPES);
        if (extension == null) {
            return false;
        }
        try {
            ASN1Sequence list = ASN1Sequence.getInstance(content(extension));
            for (var type : ASN1Set.getInstance(list.getObjectAt(1))) {
                if (ASN1PrintableString.getInstance(type).getString().equals(documentCode)) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static byte[] content(byte[] extension) {
        return ASN1OctetString.getInstance(extension).getOctets();
    }
}
