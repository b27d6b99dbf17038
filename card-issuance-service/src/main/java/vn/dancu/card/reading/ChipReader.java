package vn.dancu.card.reading;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chip image back: structure, passive authentication (hashes, signature, chain to the
 * country signer, time), proof that the chip holds the private keys to its public ones, and that it
 * is the very card that was ordered.
 */
public final class ChipReader {
    /** Data group numbers by file identifier, with the tag of the file and in EF.COM. */
    private static final Map<String, int[]> GROUPS =
            Map.of(
                    "0101", new int[] {1, 0x61},
                    "0102", new int[] {2, 0x75},
                    "0103", new int[] {3, 0x63},
                    "010D", new int[] {13, 0x6D},
                    "010E", new int[] {14, 0x6E},
                    "010F", new int[] {15, 0x6F});

    private static final Set<String> PROTECTED = Set.of("0103");
    private static final String CARD_ACCESS = "011C";
    private static final String COM = "011E";
    private static final String SOD = "011D";
    private static final ASN1ObjectIdentifier CHIP_KEY =
            new ASN1ObjectIdentifier("0.4.0.127.0.7.2.2.1.2");

    private final Trust trust;

    public ChipReader(Trust trust) {
        this.trust = trust;
    }

    /** Never fails on what is in the image: what is wrong with it is the answer. */
    public Reading read(byte[] image, Expected expected) {
        ChipImage chip;
        try {
            chip = ChipImage.parse(image);
        } catch (UnreadableException e) {
            return new Reading(Optional.empty(), Optional.empty(), Set.of(e.failure()));
        }
        Set<ReadingFailure> failures = EnumSet.noneOf(ReadingFailure.class);
        Optional<String> signer = Optional.empty();
        try {
            SecurityObject sod = SecurityObject.parse(chip.file(SOD));
            signer = Optional.of(sod.certificate().getSerialNumber().toString(16));
            Map<String, byte[]> groups = opened(chip, expected, failures);
            checkPassive(chip, sod, groups, expected, failures);
            checkContent(groups, expected, failures);
            checkActive(chip, groups, expected, failures);
        } catch (UnreadableException e) {
            failures.add(e.failure());
        }
        return new Reading(Optional.of(chip.chipSerial()), signer, failures);
    }

    /** All data groups; the sealed ones open only with the key agreed with this very chip. */
    private static Map<String, byte[]> opened(
            ChipImage chip, Expected expected, Set<ReadingFailure> failures) {
        Map<String, byte[]> groups = new HashMap<>();
        GROUPS.keySet().stream()
                .filter(chip.files()::containsKey)
                .forEach(id -> groups.put(id, chip.file(id)));
        try {
            AgreedKeys keys = AgreedKeys.of(expected.terminal(), chipKey(chip.file("010E")));
            if (!keys.proves(expected.challenge(), chip.chipAnswer())) {
                failures.add(ReadingFailure.CHIP_AUTHENTICATION_FAILED);
            }
            for (Map.Entry<String, byte[]> sealed : chip.sealed().entrySet()) {
                groups.put(sealed.getKey(), keys.open(sealed.getValue(), chip.chipSerial()));
            }
        } catch (GeneralSecurityException e) {
            failures.add(ReadingFailure.CHIP_AUTHENTICATION_FAILED);
        }
        return groups;
    }

    private void checkPassive(
            ChipImage chip,
            SecurityObject sod,
            Map<String, byte[]> groups,
            Expected expected,
            Set<ReadingFailure> failures) {
        if (!sod.isSigned()) {
            failures.add(ReadingFailure.SIGNATURE_WRONG);
        }
        String code = expected.mrz().substring(0, 2).replace("<", "");
        failures.addAll(trust.against(sod.certificate(), code, expected.signedAt()));
        Map<Integer, byte[]> hashes = sod.hashes();
        MessageDigest digest = sod.digest();
        Set<Integer> numbers = new TreeSet<>();
        Set<Integer> tags = new TreeSet<>();
        for (Map.Entry<String, byte[]> group : groups.entrySet()) {
            int[] known = GROUPS.get(group.getKey());
            if (known == null) {
                failures.add(ReadingFailure.CONTENTS_DIFFER);
                continue;
            }
            numbers.add(known[0]);
            tags.add(known[1]);
            if (!Arrays.equals(digest.digest(group.getValue()), hashes.get(known[0]))) {
                failures.add(ReadingFailure.HASH_DIFFERS);
            }
            Tree.only(group.getValue()).valueOf(known[1]);
        }
        if (PROTECTED.stream().anyMatch(chip.files()::containsKey)) {
            // Fingerprints that everybody may read.
            failures.add(ReadingFailure.CONTENTS_DIFFER);
        }
        boolean complete = groups.size() == GROUPS.size();
        if (!complete) {
            failures.add(ReadingFailure.FILE_MISSING);
        }
        if (!numbers.equals(hashes.keySet()) || !tags.equals(listed(chip.file(COM)))) {
            failures.add(ReadingFailure.CONTENTS_DIFFER);
        }
        if (!sameInfos(chip.file(CARD_ACCESS), groups.get("010E"))) {
            failures.add(ReadingFailure.CONTENTS_DIFFER);
        }
    }

    /** EF.COM: tag 60 with the versions and, in 5C, the tags of the data groups. */
    private static Set<Integer> listed(byte[] com) {
        Set<Integer> tags = new TreeSet<>();
        for (Tree part : Tree.all(Tree.only(com).valueOf(0x60))) {
            if (part.tag() == 0x5C) {
                for (byte tag : part.value()) {
                    tags.add(tag & 0xFF);
                }
            }
        }
        return tags;
    }

    /** ICAO 9303-11: what EF.CardAccess offers unsigned must stand in the signed DG14 too. */
    private static boolean sameInfos(byte[] cardAccess, byte @Nullable [] dg14) {
        if (dg14 == null) {
            return false;
        }
        try {
            ASN1Set signed = ASN1Set.getInstance(Tree.only(dg14).value());
            List<Object> infos = List.of((Object[]) signed.toArray());
            for (var offered : ASN1Set.getInstance(cardAccess)) {
                if (!infos.contains(offered)) {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            throw Tree.malformed();
        }
    }

    private static void checkContent(
            Map<String, byte[]> groups, Expected expected, Set<ReadingFailure> failures) {
        byte[] dg1 = groups.get("0101");
        byte[] dg2 = groups.get("0102");
        byte[] dg13 = groups.get("010D");
        if (dg1 == null || dg2 == null || dg13 == null) {
            throw new UnreadableException(ReadingFailure.FILE_MISSING);
        }
        byte[] text = Tree.only(Tree.only(dg1).value()).valueOf(0x5F1F);
        String mrz = new String(text, StandardCharsets.US_ASCII);
        if (!MrzDigits.agree(mrz)) {
            failures.add(ReadingFailure.MRZ_WRONG);
        }
        if (!mrz.equals(expected.mrz())) {
            failures.add(ReadingFailure.MRZ_DIFFERS);
        }
        if (!NationalItems.parse(dg13).agreesWith(expected)) {
            failures.add(ReadingFailure.NATIONAL_DATA_DIFFER);
        }
        if (!FaceRecord.isPortrait(dg2)) {
            failures.add(ReadingFailure.PORTRAIT_WRONG);
        }
        byte[] dg3 = groups.get("0103");
        if (dg3 != null && !FingerRecords.parse(dg3).agreeWith(expected)) {
            failures.add(ReadingFailure.FINGERPRINTS_DIFFER);
        }
    }

    private static void checkActive(
            ChipImage chip,
            Map<String, byte[]> groups,
            Expected expected,
            Set<ReadingFailure> failures) {
        try {
            byte[] dg15 = groups.get("010F");
            if (dg15 == null) {
                throw new UnreadableException(ReadingFailure.FILE_MISSING);
            }
            ECPublicKey key = EllipticCurves.publicKey(Tree.only(dg15).value());
            Signature signature = EllipticCurves.plainVerifier(key);
            signature.update(expected.challenge());
            if (!signature.verify(chip.activeAnswer())) {
                failures.add(ReadingFailure.ACTIVE_AUTHENTICATION_FAILED);
            }
        } catch (GeneralSecurityException e) {
            failures.add(ReadingFailure.ACTIVE_AUTHENTICATION_FAILED);
        }
    }

    private static ECPublicKey chipKey(byte[] dg14) throws GeneralSecurityException {
        try {
            for (var info : ASN1Set.getInstance(Tree.only(dg14).value())) {
                ASN1Sequence parts = ASN1Sequence.getInstance(info);
                if (CHIP_KEY.equals(parts.getObjectAt(0))) {
                    return EllipticCurves.publicKey(
                            parts.getObjectAt(1).toASN1Primitive().getEncoded());
                }
            }
            throw new UnreadableException(ReadingFailure.CHIP_AUTHENTICATION_FAILED);
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw Tree.malformed();
        }
    }
}
