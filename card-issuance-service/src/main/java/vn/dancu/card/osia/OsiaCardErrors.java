package vn.dancu.card.osia;

import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.platform.osia.OsiaErrors;

/** Also what the life of a card does not allow. */
abstract class OsiaCardErrors extends OsiaErrors {
    @ExceptionHandler
    ResponseEntity<Failure> notAllowed(CardRuleException e) {
        HttpStatus status =
                e.kind() == CardRuleException.Kind.ILLEGAL_NOW
                        ? HttpStatus.CONFLICT
                        : HttpStatus.BAD_REQUEST;
        return answer(status, e.code(), Optional.empty());
    }
}
