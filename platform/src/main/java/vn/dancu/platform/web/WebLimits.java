package vn.dancu.platform.web;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxBody the largest body of an ordinary request
 * @param streamingPaths paths whose bodies are read as streams and bounded by their feature; one
 *     that ends in {@code /*} stands for those with one more segment
 */
@ConfigurationProperties("dancu.web")
public record WebLimits(
        @DefaultValue("1MB") DataSize maxBody, @DefaultValue List<String> streamingPaths) {
    boolean isStreaming(String path) {
        for (String known : streamingPaths) {
            boolean below =
                    known.endsWith("/*")
                            && path.startsWith(known.substring(0, known.length() - 1))
                            && path.indexOf('/', known.length() - 1) < 0;
            if (below || known.equals(path)) {
                return true;
            }
        }
        return false;
    }
}
