package vn.dancu.card.reading;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Data group 13, item by item. */
record NationalItems(SortedMap<Integer, String> texts) {
    private static final int TAG = 0x6D;
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int UTF8 = 0x0C;
    private static final int PARENTS = 13;

    static NationalItems parse(byte[] file) {
        SortedMap<Integer, String> texts = new TreeMap<>();
        for (Tree item : Tree.all(Tree.only(file).valueOf(TAG))) {
            List<Tree> parts = Tree.all(item.valueOf(SEQUENCE));
            if (parts.size() != 2 || parts.get(0).valueOf(INTEGER).length != 1) {
                throw Tree.malformed();
            }
            int number = parts.get(0).value()[0];
            if (number == PARENTS) {
                List<Tree> names = Tree.all(parts.get(1).valueOf(SEQUENCE));
                if (names.size() != 2) {
                    throw Tree.malformed();
                }
                texts.put(number, text(names.get(0)) + '\u001D' + text(names.get(1)));
            } else {
                texts.put(number, text(parts.get(1)));
            }
        }
        return new NationalItems(texts);
    }

    private static String text(Tree tree) {
        return new String(tree.valueOf(UTF8), StandardCharsets.UTF_8);
    }

    boolean agreesWith(Expected expected) {
        StringBuilder all = new StringBuilder(256);
        texts.forEach(
                (number, text) ->
                        all.append(number).append('\u001F').append(text).append('\u001E'));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(digest, expected.nationalDigest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "NationalItems[hidden]";
    }
}
