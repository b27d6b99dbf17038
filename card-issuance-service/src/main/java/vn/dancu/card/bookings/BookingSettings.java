package vn.dancu.card.bookings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param ahead how far ahead slots are made and booked
 * @param grace how long after its slot a booking is missed
 * @param slotsAtOnce how many slots one request makes
 */
@ConfigurationProperties("dancu.card.bookings")
record BookingSettings(
        @DefaultValue("90d") Duration ahead,
        @DefaultValue("4h") Duration grace,
        @DefaultValue("500") int slotsAtOnce) {}
