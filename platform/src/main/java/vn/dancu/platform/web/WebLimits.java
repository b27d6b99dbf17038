package vn.dancu.platform.web;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxBody the largest body of an ordinary request
 * @param streamingPaths exact paths whose bodies are read as streams and bounded by their feature
 */
@ConfigurationProperties("dancu.web")
public record WebLimits(
        @DefaultValue("1MB") DataSize maxBody, @DefaultValue List<String> streamingPaths) {}
