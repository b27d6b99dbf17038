package vn.dancu.card.forms;

import java.util.List;
import java.util.Optional;

/**
 * What one paper says.
 *
 * @param form short name of the form, such as CC02
 * @param code of this paper, printed as a Code 128 barcode beside its text
 * @param subtitle under the title; may be empty
 * @param sections in the order of the form
 * @param portrait JPEG; the frame stays empty where there is none
 * @param signatures who signs, from left to right; none for a paper that nobody signs
 */
public record Sheet(
        String form,
        String title,
        String subtitle,
        String code,
        List<Section> sections,
        Optional<byte[]> portrait,
        List<String> signatures) {
    public Sheet {
        sections = List.copyOf(sections);
        signatures = List.copyOf(signatures);
    }

    /** Lines under a heading. */
    public record Section(String heading, List<Line> lines) {
        public Section {
            lines = List.copyOf(lines);
        }
    }

    /** One numbered item: what it is called, and what it says; empty text prints dots. */
    public record Line(String label, String text) {}

    @Override
    public String toString() {
        return "Sheet[" + form + "]";
    }
}
