package vn.dancu.synthetic.finger;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A finger that belongs to nobody. Ridges grow from random spots under filters that follow a field
 * of directions with a core and a delta (after the method known as SFinGe), so that they end and
 * fork where no rule puts them. The same seed gives the same finger; each impression of it differs
 * as those of a real finger do.
 */
public final class SyntheticFinger {
    /** 500 dpi, about 16 by 20 mm. */
    public static final int WIDTH = 320;

    public static final int HEIGHT = 400;

    private static final int MARGIN = 40;
    private static final int W = WIDTH + 2 * MARGIN;
    private static final int H = HEIGHT + 2 * MARGIN;
    private static final double PERIOD = 9;
    private static final int RADIUS = 9;
    private static final int DIRECTIONS = 48;
    private static final int ROUNDS = 8;

    private final float[] ridges;

    private SyntheticFinger(float[] ridges) {
        this.ridges = ridges;
    }

    public static SyntheticFinger of(long seed) {
        Random random = new Random(seed);
        int[] directions = directions(random);
        float[][] filters = filters();
        float[] ridges = new float[W * H];
        for (int i = 0; i < 700; i++) {
            int at = random.nextInt(W * H);
            ridges[at] = random.nextBoolean() ? 1 : -1;
        }
        for (int round = 0; round < ROUNDS; round++) {
            ridges = grown(ridges, directions, filters);
        }
        return new SyntheticFinger(ridges);
    }

    /** The direction of the ridges at each point: a loop to the left or to the right. */
    private static int[] directions(Random random) {
        double side = random.nextBoolean() ? 1 : -1;
        double coreX = W / 2.0 + (random.nextDouble() - 0.5) * 50;
        double coreY = H * 0.44 + (random.nextDouble() - 0.5) * 50;
        double deltaX = coreX + side * (80 + random.nextDouble() * 50);
        double deltaY = coreY + 95 + random.nextDouble() * 60;
        double wave = random.nextDouble() * 2 * Math.PI;
        int[] directions = new int[W * H];
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                double angle =
                        0.5
                                * (Math.atan2(y - coreY, x - coreX)
                                        - Math.atan2(y - deltaY, x - deltaX));
                angle += 0.12 * Math.sin(x / 47.0 + wave) + 0.10 * Math.sin(y / 61.0 - wave);
                double turns = angle / Math.PI;
                directions[y * W + x] =
                        Math.floorMod((int) Math.round(turns * DIRECTIONS), DIRECTIONS);
            }
        }
        return directions;
    }

    /** One Gabor filter for each direction, without a constant part. */
    private static float[][] filters() {
        int size = 2 * RADIUS + 1;
        float[][] filters = new float[DIRECTIONS][size * size];
        for (int d = 0; d < DIRECTIONS; d++) {
            double angle = d * Math.PI / DIRECTIONS;
            double sum = 0;
            for (int v = -RADIUS; v <= RADIUS; v++) {
                for (int u = -RADIUS; u <= RADIUS; u++) {
                    double across = -u * Math.sin(angle) + v * Math.cos(angle);
                    double bell = Math.exp(-(u * u + v * v) / (2 * 3.6 * 3.6));
                    double value = bell * Math.cos(2 * Math.PI * across / PERIOD);
                    filters[d][(v + RADIUS) * size + u + RADIUS] = (float) value;
                    sum += value;
                }
            }
            for (int i = 0; i < filters[d].length; i++) {
                filters[d][i] -= (float) (sum / filters[d].length);
            }
        }
        return filters;
    }

    private static float[] grown(float[] before, int[] directions, float[][] filters) {
        int size = 2 * RADIUS + 1;
        float[] after = new float[before.length];
        for (int y = RADIUS; y < H - RADIUS; y++) {
            for (int x = RADIUS; x < W - RADIUS; x++) {
                float[] filter = filters[directions[y * W + x]];
                float sum = 0;
                for (int v = 0; v < size; v++) {
                    int row = (y + v - RADIUS) * W + x - RADIUS;
                    for (int u = 0; u < size; u++) {
                        sum += before[row + u] * filter[v * size + u];
                    }
                }
                after[y * W + x] = Math.clamp(sum, -1f, 1f);
            }
        }
        return after;
    }

    /**
     * One touch of a sensor: turned and moved a little, with noise and pressure of its own.
     *
     * @return 8-bit grey, ridges dark on white
     */
    public BufferedImage impression(long seed) {
        Random random = new Random(seed);
        double turn = (random.nextDouble() - 0.5) * 0.24;
        double dx = (random.nextDouble() - 0.5) * 24;
        double dy = (random.nextDouble() - 0.5) * 24;
        double pressure = 0.85 + random.nextDouble() * 0.3;
        double bend = random.nextDouble() * 2 * Math.PI;
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double u = x - WIDTH / 2.0;
                double v = y - HEIGHT / 2.0;
                double sx = Math.cos(turn) * u - Math.sin(turn) * v + W / 2.0 + dx;
                double sy = Math.sin(turn) * u + Math.cos(turn) * v + H / 2.0 + dy;
                sx += 1.5 * Math.sin(sy / 55 + bend);
                double ridge = at(sx, sy);
                double edge = u * u / (145.0 * 145) + v * v / (185.0 * 185);
                double inside = Math.clamp((1 - edge) * 8, 0, 1);
                double ink = Math.clamp(0.5 + 0.9 * pressure * ridge, 0, 1) * inside;
                double grey = 255 - 215 * ink + random.nextGaussian() * 9;
                image.getRaster().setSample(x, y, 0, Math.clamp((int) grey, 0, 255));
            }
        }
        return image;
    }

    private double at(double x, double y) {
        int left = Math.clamp((int) Math.floor(x), 0, W - 2);
        int top = Math.clamp((int) Math.floor(y), 0, H - 2);
        double fx = Math.clamp(x - left, 0, 1);
        double fy = Math.clamp(y - top, 0, 1);
        int i = top * W + left;
        return (ridges[i] * (1 - fx) + ridges[i + 1] * fx) * (1 - fy)
                + (ridges[i + W] * (1 - fx) + ridges[i + W + 1] * fx) * fy;
    }

    /** An impression as a PNG file. */
    public byte[] png(long seed) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(impression(seed), "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
