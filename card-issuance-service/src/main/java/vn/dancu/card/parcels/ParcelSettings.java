package vn.dancu.card.parcels;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param cards how many cards one parcel holds; each is asked about before it is dispatched
 */
@ConfigurationProperties("dancu.card.parcels")
record ParcelSettings(@DefaultValue("200") int cards) {}
