package vn.dancu.platform.rejections;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Requests that the web server refuses before any filter sees them, such as a path with {@code
 * %00}: a problem detail instead of the server's own page. The server makes it by its name.
 */
public final class RejectedRequests extends ErrorReportValve {
    public static WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> customizer() {
        return factory ->
                factory.addContextCustomizers(
                        context -> {
                            if (context.getParent() instanceof StandardHost host) {
                                host.setErrorReportValveClass(RejectedRequests.class.getName());
                            }
                        });
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        if (status == null
                || !status.isError()
                || response.getContentWritten() > 0
                || !response.setErrorReported()
                || !mayWrite(response)) {
            return;
        }
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(problem(status));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            // Who asked is gone, or the answer is on its way: there is nobody to tell.
            container.getLogger().debug("an error was not reported", e);
        }
    }

    private static boolean mayWrite(Response response) {
        var allowed = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
        return allowed.get();
    }

    private static String problem(HttpStatus status) {
        boolean malformed = status == HttpStatus.BAD_REQUEST;
        String code = malformed ? "malformed_request" : status.name().toLowerCase(Locale.ROOT);
        String detail =
                malformed
                        ? "The path, the method or a header is not in a form that is accepted."
                        : "The request was refused.";
        return """
                {"type":"https://dancu.vn/problems/%s","title":"%s","status":%d,"detail":"%s",\
                "code":"%s"}"""
                .formatted(code, status.getReasonPhrase(), status.value(), detail, code);
    }
}
