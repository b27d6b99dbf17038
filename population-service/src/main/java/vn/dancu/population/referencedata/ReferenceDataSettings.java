package vn.dancu.population.referencedata;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxFile the largest file of an edition; a whole country of communes with successors has
 *     about one megabyte
 * @param maxLines the most units, successions or codes of one edition
 */
@ConfigurationProperties("dancu.reference-data")
record ReferenceDataSettings(
        @DefaultValue("8MB") DataSize maxFile, @DefaultValue("40000") int maxLines) {}
