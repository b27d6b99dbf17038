package vn.dancu.card.bookings;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

@Configuration(proxyBeanMethods = false)
class BookingConfiguration {
    private static final String ONE = "/cards/v1/bookings/{id}";

    @Bean
    EndpointRules bookingRules() {
        return EndpointRules.of(
                Rule.getByAnyCaller("/cards/v1/units/{code}/slots"),
                Rule.post("/cards/v1/units/{code}/slots", "card.apply"),
                Rule.post("/cards/v1/bookings", "card.book", "card.apply"),
                Rule.get(ONE, "card.book", "card.apply"),
                Rule.get(ONE + "/slip.pdf", "card.book", "card.apply"),
                Rule.post(ONE + "/move", "card.book", "card.apply"),
                Rule.post(ONE + "/cancellation", "card.book", "card.apply"));
    }
}
