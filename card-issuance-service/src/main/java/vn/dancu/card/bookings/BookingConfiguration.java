package vn.dancu.card.bookings;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

/**
 * Officers book for citizens; a citizen by a token that is bound to the person ({@code card.me}).
 */
@Configuration(proxyBeanMethods = false)
class BookingConfiguration {
    private static final String ONE = "/cards/v1/bookings/{id}";

    @Bean
    EndpointRules bookingRules() {
        return EndpointRules.of(
                Rule.getByAnyCaller("/cards/v1/units/{code}/slots"),
                Rule.post("/cards/v1/units/{code}/slots", "card.apply"),
                Rule.post("/cards/v1/bookings", Bookers.CITIZEN, "card.apply"),
                Rule.get(ONE, Bookers.CITIZEN, "card.apply"),
                Rule.get(ONE + "/slip.pdf", Bookers.CITIZEN, "card.apply"),
                Rule.post(ONE + "/move", Bookers.CITIZEN, "card.apply"),
                Rule.post(ONE + "/cancellation", Bookers.CITIZEN, "card.apply"));
    }
}
