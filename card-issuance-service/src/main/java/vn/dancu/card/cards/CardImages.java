package vn.dancu.card.cards;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.springframework.stereotype.Component;
import vn.dancu.card.face.CardFaces;
import vn.dancu.card.face.CardPrint;
import vn.dancu.card.portraits.Portraits;
import vn.dancu.platform.problem.ProblemException;

/** Draws cards on demand, few at once, so that memory is bounded. Pictures are not stored. */
@Component
class CardImages {
    private final CardFaces faces;
    private final CardSettings settings;
    private final Semaphore turns;

    CardImages(CardFaces faces, CardSettings settings) {
        this.faces = faces;
        this.settings = settings;
        this.turns = new Semaphore(settings.renderers(), true);
    }

    byte[] front(NewCard card, int dpi) {
        return inTurn(() -> png(faces.front(print(card), dpi)));
    }

    byte[] back(NewCard card, int dpi) {
        return inTurn(() -> png(faces.back(print(card), dpi)));
    }

    /** Both sides, to be printed. */
    byte[] pdf(NewCard card, double bleedMm) {
        return inTurn(() -> faces.pdf(print(card), bleedMm));
    }

    private static CardPrint print(NewCard card) {
        return new CardPrint(
                card.facts(),
                card.mrz(),
                card.qr(),
                card.personId(),
                card.portrait().map(Portraits::picture));
    }

    private byte[] inTurn(Supplier<byte[]> drawing) {
        if (!acquired()) {
            throw ProblemException.unavailable(
                    "unavailable", "Too many pictures at once.", Duration.ofSeconds(1));
        }
        try {
            return drawing.get();
        } finally {
            turns.release();
        }
    }

    private static byte[] png(BufferedImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(512 * 1024);
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean acquired() {
        try {
            return turns.tryAcquire(settings.renderWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
