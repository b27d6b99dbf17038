package vn.dancu.card.statuslist;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/**
 * A reader in the field, written from {@code contracts/card/status-list.md}: it shares no code with
 * the service.
 */
public final class StatusListReader {
    private final PublicKey key;
    private byte[] salt = new byte[16];
    private int bits;
    private long number;
    private Instant nextUpdate = Instant.MIN;
    private Set<Long> entries = new TreeSet<>();

    public StatusListReader(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        key =
                KeyFactory.getInstance("EC")
                        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    /** A list that may not be used. */
    public static final class BadListException extends Exception {
        private static final long serialVersionUID = 1L;

        BadListException(String why) {
            super(why);
        }
    }

    public void take(byte[] file) throws BadListException, GeneralSecurityException, IOException {
        verify(file);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
        if (!new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("DCSL")
                || in.readByte() != 1) {
            throw new BadListException("not a list of version 1");
        }
        int kind = in.readByte();
        int length = in.readUnsignedByte();
        in.readByte();
        long listNumber = in.readLong();
        long base = in.readLong();
        long made = in.readLong();
        long next = in.readLong();
        byte[] listSalt = in.readNBytes(16);
        Set<Long> target;
        if (kind == 1) {
            target = set(in);
        } else {
            if (base != number || !Arrays.equals(listSalt, salt) || length != bits) {
                throw new BadListException("the step does not start here");
            }
            target = new TreeSet<>(entries);
            target.addAll(set(in));
            target.removeAll(set(in));
        }
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (long entry : target) {
            sha.update(java.nio.ByteBuffer.allocate(8).putLong(entry).array());
        }
        if (!Arrays.equals(sha.digest(), in.readNBytes(32)) || made > next) {
            throw new BadListException("the entries are not those that were signed");
        }
        if (listNumber < number) {
            throw new BadListException("older than what is known");
        }
        salt = listSalt;
        bits = length;
        number = listNumber;
        nextUpdate = Instant.ofEpochSecond(next);
        entries = target;
    }

    private void verify(byte[] file) throws GeneralSecurityException, BadListException {
        if (file.length < 56 + 8 + 64) {
            throw new BadListException("too short");
        }
        int end = file.length - 64;
        byte[] keyId =
                Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 8);
        if (!Arrays.equals(keyId, Arrays.copyOfRange(file, end - 8, end))) {
            throw new BadListException("another key");
        }
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(key);
        signature.update(file, 0, end);
        if (!signature.verify(Arrays.copyOfRange(file, end, file.length))) {
            throw new BadListException("the signature is wrong");
        }
    }

    private static Set<Long> set(DataInputStream in) throws IOException {
        int parameter = in.readUnsignedByte();
        int count = in.readInt();
        byte[] coded = in.readNBytes(in.readInt());
        Set<Long> set = new TreeSet<>();
        StringBuilder text = new StringBuilder();
        for (byte one : coded) {
            text.append(Integer.toBinaryString((one & 0xFF) | 0x100), 1, 9);
        }
        int at = 0;
        long entry = -1;
        for (int i = 0; i < count; i++) {
            int zero = text.indexOf("0", at);
            long quotient = (long) zero - at;
            long rest =
                    parameter == 0
                            ? 0
                            : Long.parseLong(text.substring(zero + 1, zero + 1 + parameter), 2);
            at = zero + 1 + parameter;
            entry += (quotient << parameter) + rest + 1;
            set.add(entry);
        }
        return set;
    }

    /** Whether a card with this serial is not to be relied on (or is a false positive). */
    public boolean lists(String serial, Instant now) throws GeneralSecurityException {
        if (now.isAfter(nextUpdate)) {
            throw new IllegalStateException("the list is too old to be relied on");
        }
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(salt);
        byte[] digest = sha.digest(serial.getBytes(StandardCharsets.US_ASCII));
        long hash = 0;
        for (int i = 0; i < 8; i++) {
            hash = (hash << 8) | (digest[i] & 0xFF);
        }
        return entries.contains(hash >>> (64 - bits));
    }

    public long number() {
        return number;
    }

    public int size() {
        return entries.size();
    }
}
