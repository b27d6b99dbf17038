package vn.dancu.sharing.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.xroad.XRoadCall;

/** Who asks over REST: whom the token names, or for whom a security server speaks. */
@Component
class Requesters {
    private final Callers callers;
    private final HttpServletRequest request;

    /**
     * @param request stands for the one of the current thread
     */
    Requesters(Callers callers, HttpServletRequest request) {
        this.callers = callers;
        this.request = request;
    }

    /**
     * @throws vn.dancu.platform.problem.ProblemException 403 {@code agency_missing}
     */
    Requester of(Asking asking) {
        return XRoadCall.of(request)
                .map(call -> over(call, asking))
                .orElseGet(() -> asking.requester(callers.current()));
    }

    private static Requester over(XRoadCall call, Asking asking) {
        var stated = Optional.ofNullable(asking.officer());
        boolean contradicted =
                call.officer().isPresent()
                        && stated.filter(officer -> !call.officer().equals(Optional.of(officer)))
                                .isPresent();
        return new Requester(
                call.agency(),
                call.client(),
                call.officer().or(() -> stated),
                asking.procedure(),
                asking.purpose(),
                Optional.of(call.id()),
                contradicted);
    }
}
