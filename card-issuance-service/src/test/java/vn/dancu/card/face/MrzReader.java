package vn.dancu.card.face;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the machine readable zone back from a picture of the card: finds the three rows of dark
 * print, cuts each into thirty cells and compares each cell with each letter of OCR-B. It shares
 * the font with the writer, and nothing else.
 */
final class MrzReader {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<";
    private static final int GRID = 24;

    private final boolean[][] templates = new boolean[ALPHABET.length()][];

    MrzReader() throws IOException, java.awt.FontFormatException {
        java.awt.Font font;
        try (InputStream in = CardFonts.class.getResourceAsStream("OCRB.ttf")) {
            font = java.awt.Font.createFont(java.awt.Font.TRUETYPE_FONT, in).deriveFont(200f);
        }
        for (int i = 0; i < ALPHABET.length(); i++) {
            var shape =
                    font.createGlyphVector(
                                    new FontRenderContext(null, true, true),
                                    ALPHABET.substring(i, i + 1))
                            .getOutline();
            Rectangle2D box = shape.getBounds2D();
            BufferedImage image = new BufferedImage(260, 260, BufferedImage.TYPE_INT_RGB);
            Graphics2D g = image.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, 260, 260);
            g.setColor(Color.BLACK);
            g.translate(20 - box.getX(), 20 - box.getY());
            g.fill(shape);
            g.dispose();
            templates[i] = normalised(image, 0, 0, 260, 260);
        }
    }

    List<String> read(BufferedImage back) {
        List<String> lines = new ArrayList<>();
        for (int[] row : rows(back)) {
            lines.add(line(back, row[0], row[1]));
        }
        return lines;
    }

    /** Bands of dark print in the lower part of the card. */
    private static List<int[]> rows(BufferedImage image) {
        List<int[]> rows = new ArrayList<>();
        int start = -1;
        int inset = image.getWidth() / 40;
        for (int y = image.getHeight() * 61 / 100; y < image.getHeight(); y++) {
            boolean dark = false;
            for (int x = inset; x < image.getWidth() - inset && !dark; x++) {
                dark = isDark(image, x, y);
            }
            if (dark && start < 0) {
                start = y;
            } else if (!dark && start >= 0) {
                if (y - start > image.getHeight() / 40) {
                    rows.add(new int[] {start, y});
                }
                start = -1;
            }
        }
        return rows;
    }

    private String line(BufferedImage image, int top, int bottom) {
        double pitch = image.getWidth() * 2.54 / 85.6;
        double left = (image.getWidth() - 30 * pitch) / 2;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            int from = (int) Math.round(left + i * pitch);
            int to = (int) Math.round(left + (i + 1) * pitch);
            out.append(letter(normalised(image, from, top, to, bottom)));
        }
        return out.toString();
    }

    private char letter(boolean[] cell) {
        int best = -1;
        int bestScore = Integer.MIN_VALUE;
        for (int i = 0; i < templates.length; i++) {
            int score = 0;
            for (int p = 0; p < cell.length; p++) {
                score += cell[p] == templates[i][p] ? 1 : -1;
            }
            if (score > bestScore) {
                bestScore = score;
                best = i;
            }
        }
        return ALPHABET.charAt(best);
    }

    /** The print within a cell, cut to its box and brought to one size. */
    private static boolean[] normalised(BufferedImage image, int x1, int y1, int x2, int y2) {
        int left = x2;
        int right = x1;
        int top = y2;
        int bottom = y1;
        for (int y = y1; y < y2; y++) {
            for (int x = x1; x < x2; x++) {
                if (isDark(image, x, y)) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        boolean[] grid = new boolean[GRID * GRID + 2 * GRID];
        int width = right - left + 1;
        int height = bottom - top + 1;
        for (int row = 0; row < GRID; row++) {
            for (int column = 0; column < GRID; column++) {
                int x = left + (int) ((column + 0.5) * width / GRID);
                int y = top + (int) ((row + 0.5) * height / GRID);
                grid[row * GRID + column] =
                        x >= x1 && x < x2 && y >= y1 && y < y2 && isDark(image, x, y);
            }
        }
        // The proportions tell I from 1 and the like apart.
        int proportion = Math.clamp(GRID * (long) width / Math.max(1, height), 0, 2 * GRID);
        for (int i = 0; i < proportion; i++) {
            grid[GRID * GRID + i] = true;
        }
        return grid;
    }

    private static boolean isDark(BufferedImage image, int x, int y) {
        int rgb = image.getRGB(x, y);
        return ((rgb >> 16) & 0xFF) + ((rgb >> 8) & 0xFF) + (rgb & 0xFF) < 300;
    }
}
