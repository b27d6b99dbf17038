package vn.dancu.population.referencedata;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.Succession;
import vn.dancu.reference.Succession.Share;

/** Reads the file of an edition and refuses it, with pointers, where its form is not right. */
@Component
class EditionReader {
    private static final Pattern UNIT = Pattern.compile("[0-9]{2}|[0-9]{3}|[0-9]{5}");
    private static final Pattern ITEM = Pattern.compile("[0-9A-Z]{1,10}");
    private static final int MAX_TEXT = 500;
    private static final int MAX_NAME = 100;
    private static final int MAX_TYPE = 50;
    private static final int MAX_VIOLATIONS = 100;
    private static final LocalDate LAST_DAY = LocalDate.of(2200, 1, 1);

    private final JsonMapper json;
    private final ReferenceDataSettings settings;

    EditionReader(JsonMapper json, ReferenceDataSettings settings) {
        this.json = json;
        this.settings = settings;
    }

    /**
     * @throws ProblemException 400 for what is not such JSON, 422 {@code invalid_fields} for what
     *     is missing, too long or of the wrong form, 422 {@code list_is_fixed}
     */
    EditionContent read(byte[] file) {
        EditionFile read = json.readValue(file, EditionFile.class);
        if (read == null) {
            throw ProblemException.badRequest("malformed_json", "An edition is a JSON object.");
        }
        List<Violation> violations = new ArrayList<>();
        ReferenceList list = ReferenceList.named(read.list()).orElse(null);
        if (list == null) {
            violations.add(broken("unknown_list", "/list", "No such list."));
        } else if (!list.isOpen()) {
            throw ProblemException.refused(
                    "list_is_fixed", "The rules of the register know this list's codes.", "/list");
        }
        text(read.title(), MAX_TEXT, "/title", violations);
        text(read.source(), MAX_TEXT, "/source", violations);
        LocalDate at = read.appliesAt();
        if (at == null) {
            violations.add(missing("/appliesAt"));
        } else if (at.isAfter(LAST_DAY) || !at.isAfter(LaunchEdition.LAUNCH)) {
            violations.add(
                    broken(
                            "date_out_of_range",
                            "/appliesAt",
                            "An edition applies after the launch edition."));
        }
        boolean ofUnits = list == ReferenceList.ADMINISTRATIVE_UNITS;
        Set<Level> levels = levels(read, ofUnits, violations);
        List<AdministrativeUnit> units = units(read, ofUnits, violations);
        List<Succession> successions =
                successions(
                        read,
                        ofUnits,
                        Objects.requireNonNullElse(at, LaunchEdition.LAUNCH),
                        violations);
        List<EditionContent.Item> items = items(read, list, violations);
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(
                    violations.subList(0, Math.min(MAX_VIOLATIONS, violations.size())));
        }
        return new EditionContent(
                Objects.requireNonNull(list),
                Objects.requireNonNull(read.title()),
                Objects.requireNonNull(read.source()),
                Objects.requireNonNull(at),
                levels,
                units,
                successions,
                items);
    }

    private static Set<Level> levels(
            EditionFile file, boolean ofUnits, List<Violation> violations) {
        Set<Level> levels = EnumSet.noneOf(Level.class);
        if (!expected(file.levels(), ofUnits, "/levels", violations)) {
            return levels;
        }
        List<@Nullable String> names = Objects.requireNonNull(file.levels());
        for (int i = 0; i < names.size() && violations.size() < MAX_VIOLATIONS; i++) {
            Level level = Level.named(names.get(i)).orElse(null);
            if (level == null || !levels.add(level)) {
                violations.add(
                        broken(
                                "unknown_level",
                                "/levels/" + i,
                                "A level is province, district or commune, each once."));
            }
        }
        if (names.isEmpty()) {
            violations.add(missing("/levels"));
        }
        return levels;
    }

    private List<AdministrativeUnit> units(
            EditionFile file, boolean ofUnits, List<Violation> violations) {
        List<AdministrativeUnit> units = new ArrayList<>();
        if (!expected(file.units(), ofUnits, "/units", violations)
                || tooMany(file.units(), "/units", violations)) {
            return units;
        }
        List<EditionFile.@Nullable Unit> lines = Objects.requireNonNull(file.units());
        for (int i = 0; i < lines.size() && violations.size() < MAX_VIOLATIONS; i++) {
            String at = "/units/" + i;
            EditionFile.Unit line = lines.get(i);
            if (line == null) {
                violations.add(missing(at));
                continue;
            }
            boolean right = unitCode(line.code(), at + "/code", violations);
            right &= text(line.type(), MAX_TYPE, at + "/type", violations);
            right &= text(line.name(), MAX_NAME, at + "/name", violations);
            if (line.parent() != null) {
                right &= unitCode(line.parent(), at + "/parent", violations);
            }
            if (right) {
                units.add(
                        new AdministrativeUnit(
                                Objects.requireNonNull(line.code()),
                                Objects.requireNonNull(line.type()),
                                Objects.requireNonNull(line.name()),
                                line.parent()));
            }
        }
        return units;
    }

    private List<Succession> successions(
            EditionFile file, boolean ofUnits, LocalDate day, List<Violation> violations) {
        List<Succession> successions = new ArrayList<>();
        if (file.successions() == null) {
            return successions; // nothing ended
        }
        if (!expected(file.successions(), ofUnits, "/successions", violations)
                || tooMany(file.successions(), "/successions", violations)) {
            return successions;
        }
        List<EditionFile.@Nullable SuccessionLine> lines = file.successions();
        for (int i = 0; i < lines.size() && violations.size() < MAX_VIOLATIONS; i++) {
            String at = "/successions/" + i;
            EditionFile.SuccessionLine line = lines.get(i);
            if (line == null) {
                violations.add(missing(at));
                continue;
            }
            boolean right = unitCode(line.from(), at + "/from", violations);
            right &= unitCode(line.to(), at + "/to", violations);
            String share = line.share();
            if (share == null || !(share.equals("whole") || share.equals("part"))) {
                violations.add(broken("unknown_share", at + "/share", "A share is whole or part."));
            } else if (right) {
                successions.add(
                        new Succession(
                                Objects.requireNonNull(line.from()),
                                Objects.requireNonNull(line.to()),
                                day,
                                Share.valueOf(share.toUpperCase(Locale.ROOT))));
            }
        }
        return successions;
    }

    private List<EditionContent.Item> items(
            EditionFile file, @Nullable ReferenceList list, List<Violation> violations) {
        List<EditionContent.Item> items = new ArrayList<>();
        boolean ofCodes = list != null && list.isCodeList();
        if (!expected(file.items(), ofCodes, "/items", violations)
                || tooMany(file.items(), "/items", violations)) {
            return items;
        }
        List<EditionFile.@Nullable Item> lines = Objects.requireNonNull(file.items());
        for (int i = 0; i < lines.size() && violations.size() < MAX_VIOLATIONS; i++) {
            String at = "/items/" + i;
            EditionFile.Item line = lines.get(i);
            if (line == null) {
                violations.add(missing(at));
                continue;
            }
            boolean right = itemCode(list, line.code(), at + "/code", violations);
            right &= text(line.name(), MAX_NAME, at + "/name", violations);
            if (right) {
                items.add(
                        new EditionContent.Item(
                                Objects.requireNonNull(line.code()),
                                Objects.requireNonNull(line.name())));
            }
        }
        if (lines.isEmpty()) {
            violations.add(missing("/items"));
        }
        return items;
    }

    /** Adds a violation and says false where a part is missing or belongs to another list. */
    private static boolean expected(
            @Nullable Object part, boolean wanted, String pointer, List<Violation> violations) {
        if (wanted && part == null) {
            violations.add(missing(pointer));
        } else if (!wanted && part != null) {
            violations.add(broken("not_of_this_list", pointer, "This list has no such part."));
        }
        return wanted && part != null;
    }

    private boolean tooMany(@Nullable List<?> lines, String pointer, List<Violation> violations) {
        boolean tooMany = lines != null && lines.size() > settings.maxLines();
        if (tooMany) {
            violations.add(
                    broken(
                            "too_many_lines",
                            pointer,
                            "At most " + settings.maxLines() + " lines are taken."));
        }
        return tooMany;
    }

    private static boolean unitCode(
            @Nullable String code, String pointer, List<Violation> violations) {
        return form(code, UNIT, "The code of a unit has 2, 3 or 5 digits.", pointer, violations);
    }

    private static boolean itemCode(
            @Nullable ReferenceList list,
            @Nullable String code,
            String pointer,
            List<Violation> violations) {
        if (list == ReferenceList.NATIONALITIES) {
            return form(
                    code,
                    Pattern.compile("[A-Z]{2}"),
                    "A nationality has 2 capital letters.",
                    pointer,
                    violations);
        }
        return form(
                code, ITEM, "A code has 1 to 10 digits and capital letters.", pointer, violations);
    }

    private static boolean form(
            @Nullable String code,
            Pattern form,
            String rule,
            String pointer,
            List<Violation> violations) {
        if (code == null) {
            violations.add(missing(pointer));
            return false;
        }
        if (!form.matcher(code).matches()) {
            violations.add(broken("malformed_code", pointer, rule));
            return false;
        }
        return true;
    }

    private static boolean text(
            @Nullable String text, int most, String pointer, List<Violation> violations) {
        if (text == null || text.isBlank()) {
            violations.add(missing(pointer));
            return false;
        }
        if (text.codePointCount(0, text.length()) > most) {
            violations.add(
                    broken("text_too_long", pointer, "At most " + most + " characters are taken."));
            return false;
        }
        return true;
    }

    private static Violation missing(String pointer) {
        return broken("missing_field", pointer, "This field is needed.");
    }

    private static Violation broken(String code, String pointer, String detail) {
        return new Violation(code, pointer, detail);
    }
}
