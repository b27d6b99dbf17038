package vn.dancu.card.face;

import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text fitted into a box by rule: one line at full size, else smaller by steps, else more lines,
 * each again from the largest size on. What does not fit at the smallest size is reported by the
 * caller; nothing is ever cut.
 */
record TextBlock(List<String> lines, double sizeMm) {
    private static final double STEP_MM = 0.05;

    /**
     * @param box the room there is
     * @param indentMm what the first line loses to the label before it
     */
    static Optional<TextBlock> fit(Font font, String text, Box box, double indentMm) {
        for (int count = 1; count <= box.maxLines(); count++) {
            // One line may shrink only a little before two lines read better.
            double floor = count < box.maxLines() ? box.comfortableMm() : box.smallestMm();
            for (double size = box.largestMm(); size >= floor - 1e-9; size -= STEP_MM) {
                Optional<List<String>> lines =
                        wrap(font, text, size, box.widthMm(), indentMm, count);
                if (lines.isPresent()) {
                    return Optional.of(new TextBlock(lines.get(), size));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<List<String>> wrap(
            Font font, String text, double size, double width, double indent, int maxLines) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.split(" ", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            double room = lines.isEmpty() ? width - indent : width;
            if (Canvas.widthMm(font, size, longer) <= room) {
                line = longer;
                continue;
            }
            if (line.isEmpty() && !lines.isEmpty()) {
                return Optional.empty(); // A word alone is wider than a line.
            }
            lines.add(line);
            line = word;
            if (lines.size() == maxLines || Canvas.widthMm(font, size, word) > width) {
                return Optional.empty();
            }
        }
        lines.add(line);
        return Optional.of(List.copyOf(lines));
    }

    /**
     * The room for a text, in millimetres.
     *
     * @param comfortableMm smallest size before another line is taken
     * @param smallestMm smallest size that can be read
     */
    record Box(
            double widthMm,
            int maxLines,
            double largestMm,
            double comfortableMm,
            double smallestMm) {}
}
