package vn.dancu.sharing.soap;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.web.Correlation;

/** The door of the SOAP service; what stands behind it is the core that REST asks too. */
@RestController
@RequestMapping(SoapController.PATH)
class SoapController {
    static final String PATH = "/sharing/soap/dancu";
    private static final Logger log = LoggerFactory.getLogger(SoapController.class);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final MediaType XML = new MediaType(MediaType.TEXT_XML, StandardCharsets.UTF_8);

    private final SoapDoor door;
    private final SoapUsers users;
    private final SoapService service;
    private final SoapSettings settings;
    private final Descriptions descriptions;

    SoapController(
            SoapDoor door,
            SoapUsers users,
            SoapService service,
            SoapSettings settings,
            Descriptions descriptions) {
        this.door = door;
        this.users = users;
        this.service = service;
        this.settings = settings;
        this.descriptions = descriptions;
    }

    /** A fault is HTTP 500 (SOAP 1.1 section 6.2), whoever's fault it is. */
    @PostMapping
    ResponseEntity<byte[]> call(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
                    @Nullable String authorization,
            @RequestHeader(name = "Timestamp", required = false) @Nullable String timestamp,
            @RequestBody(required = false) byte @Nullable [] message) {
        try {
            byte[] reply =
                    answer(authorization, timestamp, message == null ? new byte[0] : message);
            return ResponseEntity.ok().contentType(XML).body(reply);
        } catch (SoapFault e) {
            return fault(e);
        } catch (ProblemException e) {
            return fault(SoapFault.later(Loi.UNAVAILABLE, e.retryAfter().orElse(SOON)));
        } catch (DataAccessException e) {
            log.warn("a call could not be recorded: {}", e.getClass().getSimpleName());
            return fault(SoapFault.later(Loi.UNAVAILABLE, SOON));
        }
    }

    /** Who calls is proved before what is said is read; a replay is found before it is asked. */
    private byte[] answer(
            @Nullable String authorization, @Nullable String timestamp, byte[] message) {
        SoapDoor.Proven proven = door.prove(authorization, timestamp);
        Inquiry inquiry = Inquiry.of(Envelope.body(message, settings));
        boolean first =
                users.useOnce(proven.user(), proven.sentAtMillis(), inquiry.requestId().text());
        if (!first) {
            throw SoapFault.of(Loi.REQUEST_REPLAYED);
        }
        return service.answer(proven.user(), inquiry);
    }

    private static ResponseEntity<byte[]> fault(SoapFault fault) {
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR).contentType(XML);
        fault.retryAfter()
                .ifPresent(
                        after ->
                                response.header(
                                        HttpHeaders.RETRY_AFTER,
                                        Long.toString(
                                                Math.max(1, after.plusMillis(999).toSeconds()))));
        return response.body(Replies.fault(fault, Correlation.current()));
    }

    /** {@code ?wsdl}: the description; {@code ?xsd=<name>}: a schema that it names. */
    @GetMapping
    ResponseEntity<String> describe(
            @RequestParam(required = false) @Nullable String wsdl,
            @RequestParam(required = false) @Nullable String xsd) {
        String text =
                xsd != null ? descriptions.schema(xsd) : wsdl != null ? descriptions.wsdl() : null;
        if (text == null) {
            throw ProblemException.notFound("not_found", "Ask for ?wsdl, or for ?xsd=<name>.");
        }
        return ResponseEntity.ok().contentType(XML).body(text);
    }
}
