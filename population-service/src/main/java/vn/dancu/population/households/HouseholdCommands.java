package vn.dancu.population.households;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Place;

/** What an officer may ask of a household. Each names the papers that prove it. */
final class HouseholdCommands {
    /** References of papers. */
    private static final String EVIDENCE = "[\\p{L}\\p{N}][\\p{L}\\p{N} ./:()_-]{0,99}";

    private static final String EVIDENCE_RULE = "1 to 100 letters, digits and . / : ( ) _ -";
    private static final String FILE_NUMBER = "[A-Za-z0-9./-]{1,30}";
    private static final String FILE_NUMBER_RULE = "1 to 30 letters, digits, . / -";
    private static final int MOST_AT_ONCE = 200;

    private HouseholdCommands() {}

    /** A person and what they are to the head. */
    record Member(@NotNull UUID personId, @NotNull @Valid Relationship relationship) {}

    /**
     * @param fromCards whether the members are those whose survey cards name this head; then none
     *     are listed
     */
    record Form(
            @NotNull UUID head,
            @NotNull @Valid Place place,
            @Pattern(regexp = FILE_NUMBER, message = FILE_NUMBER_RULE) @Nullable String fileNumber,
            @NotNull LocalDate on,
            @Size(max = MOST_AT_ONCE) @Nullable List<@NotNull @Valid Member> members,
            @Nullable Boolean fromCards,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence) {}

    /**
     * @param transfer whether the person leaves the household they belong to on the same day
     */
    record Join(
            @NotNull UUID personId,
            @NotNull @Valid Relationship relationship,
            @NotNull LocalDate on,
            @Nullable Boolean transfer,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}

    /**
     * @param newHead who heads those that stay, if the head leaves
     * @param relationships what the others are to the new head, as far as it is known
     */
    record Leave(
            @NotEmpty @Size(max = MOST_AT_ONCE) List<@NotNull UUID> personIds,
            @NotNull LocalDate on,
            @Nullable UUID newHead,
            @Size(max = MOST_AT_ONCE) @Nullable List<@NotNull @Valid Member> relationships,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}

    /**
     * @param head of the new household, one of those who leave
     * @param members the others who leave, and what they are to that head
     * @param newHead who heads those that stay, if the head leaves
     */
    record Split(
            @NotNull UUID head,
            @Size(max = MOST_AT_ONCE) @Nullable List<@NotNull @Valid Member> members,
            @NotNull @Valid Place place,
            @Pattern(regexp = FILE_NUMBER, message = FILE_NUMBER_RULE) @Nullable String fileNumber,
            @NotNull LocalDate on,
            @Nullable UUID newHead,
            @Size(max = MOST_AT_ONCE) @Nullable List<@NotNull @Valid Member> relationships,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}

    /** Another head. */
    record Head(
            @NotNull UUID head,
            @NotNull LocalDate on,
            @Size(max = MOST_AT_ONCE) @Nullable List<@NotNull @Valid Member> relationships,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}

    /** What a member is to the head was said wrongly or not at all. */
    record Relate(
            @NotNull UUID personId,
            @NotNull @Valid Relationship relationship,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}

    /** Where the household is, and its residence-file number. */
    record Describe(
            @NotNull @Valid Place place,
            @Pattern(regexp = FILE_NUMBER, message = FILE_NUMBER_RULE) @Nullable String fileNumber,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}

    /**
     * @throws ProblemException 422 {@code member_twice}
     */
    static Map<UUID, Relationship> byPerson(@Nullable List<Member> members, String pointer) {
        Map<UUID, Relationship> byPerson = new TreeMap<>();
        if (members != null) {
            for (int i = 0; i < members.size(); i++) {
                if (byPerson.put(members.get(i).personId(), members.get(i).relationship())
                        != null) {
                    throw ProblemException.refused(
                            "member_twice", "The person is listed twice.", pointer + "/" + i);
                }
            }
        }
        return byPerson;
    }
}
