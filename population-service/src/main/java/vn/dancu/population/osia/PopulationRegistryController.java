package vn.dancu.population.osia;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import vn.dancu.platform.osia.OsiaErrors;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.population.record.PersonRecord;

/**
 * The OSIA population registry. A person has one identity, the record, whose id is the person id;
 * what that leaves without a meaning is answered 501 with the reason.
 */
@RestController
@RequestMapping("/osia/pr/v1")
class PopulationRegistryController extends OsiaErrors {
    private static final String RECORD = "POPULATION_RECORD";

    private final OsiaRecords records;
    private final OsiaCommands commands;

    PopulationRegistryController(OsiaRecords records, OsiaCommands commands) {
        this.records = records;
        this.commands = commands;
    }

    /** A person who was found. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(UUID personId, @Nullable UUID identityId) {}

    /** A person. */
    record Person(UUID personId, String status, String physicalStatus) {}

    /** The record as an identity. */
    record Identity(
            UUID identityId,
            String identityType,
            String status,
            OffsetDateTime createdDate,
            OffsetDateTime updatedDate,
            Map<String, Object> contextualData,
            Map<String, Object> biographicData) {}

    @PostMapping("/persons")
    List<Found> find(
            @RequestParam String transactionId,
            @RequestParam(defaultValue = "false") boolean group,
            @RequestParam(defaultValue = "false") boolean reference,
            @RequestParam(required = false) @Nullable String gallery,
            @RequestParam(defaultValue = "0") int offset,
            @RequestParam(defaultValue = "100") int limit,
            @RequestBody @NotEmpty @Size(max = 20) List<@NotNull @Valid Expression> expressions) {
        if (gallery != null) {
            throw OsiaException.notOffered("there are no galleries");
        }
        return records.find(expressions, offset, limit).stream()
                .map(id -> new Found(id, group ? null : id))
                .toList();
    }

    @GetMapping("/persons/{personId}")
    Person read(@PathVariable String personId, @RequestParam String transactionId) {
        PersonRecord person = records.read(personId).person();
        return new Person(
                person.personId(),
                person.hasEnded() ? "INACTIVE" : "ACTIVE",
                OsiaAttributes.physicalStatus(person));
    }

    @GetMapping("/persons/{personId}/identities")
    List<Identity> identities(@PathVariable String personId, @RequestParam String transactionId) {
        return List.of(identity(records.read(personId)));
    }

    @GetMapping("/persons/{personId}/identities/{identityId}")
    Identity identity(
            @PathVariable String personId,
            @PathVariable String identityId,
            @RequestParam String transactionId) {
        requireRecord(personId, identityId);
        return identity(records.read(personId));
    }

    @GetMapping("/persons/{personId}/reference")
    Identity reference(@PathVariable String personId, @RequestParam String transactionId) {
        return identity(records.read(personId));
    }

    private static Identity identity(OsiaRecords.Dated record) {
        PersonRecord person = record.person();
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("version", person.version());
        return new Identity(
                person.personId(),
                RECORD,
                person.hasEnded() ? "REVOKED" : "VALID",
                record.created(),
                record.updated(),
                context,
                OsiaAttributes.of(person));
    }

    private static void requireRecord(String personId, String identityId) {
        if (!identityId.equals(personId)) {
            throw OsiaException.unknown();
        }
    }

    /** RFC 7396: what is absent stays, what is null is taken away. */
    @PatchMapping("/persons/{personId}/identities/{identityId}")
    ResponseEntity<Void> change(
            @PathVariable String personId,
            @PathVariable String identityId,
            @RequestParam String transactionId,
            @RequestBody JsonNode identity) {
        requireRecord(personId, identityId);
        JsonNode lines = identity.path("biographicData");
        if (!identity.isObject() || !lines.isObject() || lines.isEmpty()) {
            throw OsiaException.badRequest("biographicData says what changes");
        }
        if (identity.size() != 1) {
            throw OsiaException.notOffered("only biographicData is changed here");
        }
        Map<String, JsonNode> changes = new LinkedHashMap<>();
        lines.properties().forEach(line -> changes.put(line.getKey(), line.getValue()));
        if (OsiaRecords.ON_REQUEST.containsAll(changes.keySet())) {
            records.change(personId, changes, transactionId);
            return answer(true);
        }
        return answer(commands.correct(records.known(personId), changes, transactionId));
    }

    /** OSIA knows no second officer: 202 says that one has still to agree. */
    private static ResponseEntity<Void> answer(boolean done) {
        return ResponseEntity.status(done ? HttpStatus.NO_CONTENT : HttpStatus.ACCEPTED).build();
    }

    @PostMapping("/persons/{personId}")
    void create(@PathVariable String personId) {
        throw OsiaException.notOffered(
                "a person enters the register by a registered birth or an import of survey cards,"
                        + " which say what this operation cannot");
    }

    @PutMapping("/persons/{personId}")
    void update(@PathVariable String personId) {
        throw OsiaException.notOffered(
                "a status follows from a registered death, its annulment, or a merge");
    }

    @DeleteMapping("/persons/{personId}")
    void delete(@PathVariable String personId) {
        throw OsiaException.notOffered("nothing is ever deleted");
    }

    /** The first officer's call proposes it, the second one's does it. */
    @PostMapping("/persons/{target}/merge/{source}")
    ResponseEntity<Void> merge(
            @PathVariable String target,
            @PathVariable String source,
            @RequestParam String transactionId) {
        return answer(commands.merge(records.known(target), records.known(source), transactionId));
    }

    @PostMapping({"/persons/{personId}/identities", "/persons/{personId}/identities/{identityId}"})
    void createIdentity(@PathVariable String personId) {
        throw OsiaException.notOffered("a person has one identity, the record");
    }

    @PutMapping("/persons/{personId}/identities/{identityId}")
    void replaceIdentity(@PathVariable String personId) {
        throw OsiaException.notOffered(
                "a record is not replaced as a whole: each line changes by its own command");
    }

    @DeleteMapping("/persons/{personId}/identities/{identityId}")
    void deleteIdentity(@PathVariable String personId) {
        throw OsiaException.notOffered("nothing is ever deleted");
    }

    @PostMapping("/persons/{target}/move/{source}/identities/{identityId}")
    void move(@PathVariable String target) {
        throw OsiaException.notOffered("a record belongs to its person for ever");
    }

    @PutMapping("/persons/{personId}/identities/{identityId}/status")
    void changeStatus(@PathVariable String personId) {
        throw OsiaException.notOffered("a status follows from registered acts");
    }

    @PutMapping("/persons/{personId}/identities/{identityId}/reference")
    void defineReference(@PathVariable String personId) {
        throw OsiaException.notOffered("the record is the reference identity for ever");
    }

    @GetMapping({"/galleries", "/galleries/{galleryId}"})
    void galleries() {
        throw OsiaException.notOffered(
                "there are no galleries: the register is not listed as a whole");
    }
}
