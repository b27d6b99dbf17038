package vn.dancu.card.statuslist;

import java.time.Duration;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

/** The lists, for every caller with a token: they name nobody. */
@RestController
@RequestMapping(StatusListsController.PATH)
class StatusListsController {
    static final String PATH = "/cards/v1/status-lists";
    private static final MediaType TYPE =
            MediaType.parseMediaType("application/vnd.dancu.card-status-list");
    private static final MediaType PEM = MediaType.parseMediaType("application/x-pem-file");

    private final StatusLists lists;
    private final StatusListSigner signer;

    StatusListsController(StatusLists lists, StatusListSigner signer) {
        this.lists = lists;
        this.signer = signer;
    }

    /** The latest list; a reader that has it already gets 304. */
    @GetMapping("/latest")
    ResponseEntity<byte[]> latest(WebRequest request) {
        long number = lists.latestNumber().orElseThrow(StatusListsController::none);
        if (request.checkNotModified(tag(number))) {
            return ResponseEntity.status(304).eTag(tag(number)).build();
        }
        return file(lists.latest(), Duration.ofMinutes(1));
    }

    @GetMapping("/{number}")
    ResponseEntity<byte[]> full(@PathVariable long number) {
        return file(lists.full(number), Duration.ofDays(1));
    }

    /** The step from the list before to this one. */
    @GetMapping("/{number}/delta")
    ResponseEntity<byte[]> delta(@PathVariable long number) {
        return file(lists.delta(number), Duration.ofDays(1));
    }

    /** The key to verify lists with. Readers get it once over a way they trust, and keep it. */
    @GetMapping("/key")
    ResponseEntity<String> key() {
        return ResponseEntity.ok().contentType(PEM).body(signer.publicPem());
    }

    private static ResponseEntity<byte[]> file(
            Optional<StatusLists.Published> found, Duration fresh) {
        StatusLists.Published list = found.orElseThrow(StatusListsController::none);
        return ResponseEntity.ok()
                .contentType(TYPE)
                .eTag(tag(list.number()))
                .cacheControl(CacheControl.maxAge(fresh))
                .body(list.bytes().bytes());
    }

    private static String tag(long number) {
        return "\"" + number + "\"";
    }

    private static ProblemException none() {
        return ProblemException.notFound("status_list_not_found", "There is no such list.");
    }

    @Configuration(proxyBeanMethods = false)
    static class Endpoints {
        @Bean
        EndpointRules statusListRules() {
            return EndpointRules.of(
                    Rule.getByAnyCaller(PATH + "/latest"),
                    Rule.getByAnyCaller(PATH + "/key"),
                    Rule.getByAnyCaller(PATH + "/{number}"),
                    Rule.getByAnyCaller(PATH + "/{number}/delta"));
        }
    }
}
