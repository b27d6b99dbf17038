package vn.dancu.population.imports;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Files below a prefix of a bucket in an S3-compatible store. The client is made when it is first
 * needed: most installations have no store, and a start should not wait for one.
 */
final class S3Source implements CardSource, AutoCloseable {
    static final String NAME_OF_SOURCE = "s3";
    private static final int NOT_FOUND = 404;
    private static final int REOPENINGS_AT_ONE_PLACE = 3;

    private final SourceSettings.S3 settings;
    private @Nullable S3Client client;

    S3Source(SourceSettings.S3 settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return NAME_OF_SOURCE;
    }

    private synchronized S3Client client() {
        S3Client made = client;
        if (made == null) {
            S3ClientBuilder builder =
                    S3Client.builder()
                            .httpClientBuilder(
                                    UrlConnectionHttpClient.builder()
                                            .connectionTimeout(settings.timeout())
                                            .socketTimeout(settings.timeout()))
                            .region(Region.of(settings.region()))
                            .credentialsProvider(credentials())
                            .forcePathStyle(settings.pathStyle());
            URI endpoint = settings.endpoint();
            if (endpoint != null) {
                builder.endpointOverride(endpoint);
            }
            made = builder.build();
            client = made;
        }
        return made;
    }

    private AwsCredentialsProvider credentials() {
        String access = settings.accessKey();
        String secret = settings.secretKey();
        return access == null || secret == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret));
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    private String key(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a file");
        }
        return settings.prefix() + name;
    }

    @Override
    public List<SourceFile> list(@Nullable String after, int limit) throws IOException {
        try {
            return client()
                    .listObjectsV2Paginator(
                            request ->
                                    request.bucket(settings.bucket())
                                            .prefix(settings.prefix())
                                            .startAfter(after == null ? null : key(after)))
                    .contents()
                    .stream()
                    .map(
                            object ->
                                    SourceFile.of(
                                            object.key().substring(settings.prefix().length()),
                                            Objects.requireNonNullElse(object.size(), 0L),
                                            object.lastModified()))
                    .filter(file -> NAME.matcher(file.name()).matches())
                    .limit(limit)
                    .toList();
        } catch (SdkException e) {
            throw unreachable(e);
        }
    }

    @Override
    public Optional<SourceFile> find(String name) throws IOException {
        try {
            HeadObjectResponse about =
                    client().headObject(
                                    request -> request.bucket(settings.bucket()).key(key(name)));
            return Optional.of(SourceFile.of(name, about.contentLength(), about.lastModified()));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw unreachable(e);
        } catch (SdkException e) {
            throw unreachable(e);
        }
    }

    private static IOException unreachable(SdkException e) {
        return new IOException("the object store does not answer as it should", e);
    }

    @Override
    public InputStream open(String name) throws IOException {
        return new Resuming(key(name));
    }

    /** One version of an object, read on from where a broken connection left it. */
    private final class Resuming extends InputStream {
        private final String key;
        private ResponseInputStream<GetObjectResponse> body;
        private final String version;
        private final long length;
        private long position;
        private int reopened;

        Resuming(String key) throws IOException {
            this.key = key;
            this.body = get(null);
            this.version = body.response().eTag();
            this.length = body.response().contentLength();
        }

        private ResponseInputStream<GetObjectResponse> get(@Nullable String same)
                throws IOException {
            try {
                return client().getObject(
                                request -> {
                                    request.bucket(settings.bucket()).key(key);
                                    if (same != null) {
                                        request.ifMatch(same).range("bytes=" + position + "-");
                                    }
                                });
            } catch (SdkException e) {
                throw unreachable(e);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int bytes) throws IOException {
            while (true) {
                try {
                    int n = body.read(buffer, offset, bytes);
                    if (n > 0) {
                        position += n;
                        reopened = 0;
                    }
                    if (n >= 0 || position >= length) {
                        return n;
                    }
                } catch (IOException e) {
                    if (reopened == REOPENINGS_AT_ONE_PLACE) {
                        throw e;
                    }
                }
                if (reopened++ == REOPENINGS_AT_ONE_PLACE) {
                    throw new IOException("the object ends before its length");
                }
                body.abort();
                body = get(version);
            }
        }

        @Override
        public void close() {
            // Closing would read what is left to keep the connection.
            body.abort();
        }
    }
}
