package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.util.Base64;
import org.apache.http.Header;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpHost;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RequestOptions;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;
import org.elasticsearch.client.WarningsHandler;
import org.jspecify.annotations.Nullable;

/**
 * The client of one cluster, made when it is first needed and shared by all {@link Channel}s. It chooses the node and turns to
 * another one when a node can't be reached. Thread-safe.
 */
final class Cluster implements AutoCloseable {
    private static final RequestOptions OPTIONS = RequestOptions.DEFAULT.toBuilder()
            // a deprecation is told in the server's log; a warning must not fail or fill ours
            .setWarningsHandler(WarningsHandler.PERMISSIVE)
            .build();

    private final Endpoint endpoint;
    private final int connectionCount;
    private final RequestOptions asking;
    private volatile boolean asksBeforeSending;
    private @Nullable RestClient client;
    private boolean closed;

    /**
     * @param connectionCount how many requests may be under way at once
     */
    Cluster(Endpoint endpoint, int connectionCount) {
        this.endpoint = endpoint;
        this.connectionCount = connectionCount;
        this.asking = OPTIONS.toBuilder()
                .setRequestConfig(withTimeouts(RequestConfig.custom())
                        .setExpectContinueEnabled(true)
                        .build())
                .build();
    }

    /**
     * From now on a body is sent when the server said that it takes it ({@code Expect: 100-continue}). Elasticsearch 9 closes the
     * connection under a request that is too large: its answer, 413, may then be lost, and the request would be sent for ever. Not
     * from the start on: something in between may not know it, and the client then waits for three seconds.
     */
    void askBeforeSending() {
        asksBeforeSending = true;
    }

    /** For a request. */
    RequestOptions options(boolean hasBody) {
        return hasBody && asksBeforeSending ? asking : OPTIONS;
    }

    private RequestConfig.Builder withTimeouts(RequestConfig.Builder config) {
        int connect = (int) endpoint.timeouts().connect().toMillis();
        return config.setConnectTimeout(connect)
                .setConnectionRequestTimeout(connect)
                .setSocketTimeout((int) endpoint.timeouts().read().toMillis());
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** A way in of its own for one thread. */
    Channel channel() {
        return new Channel(this);
    }

    /**
     * The client.
     *
     * @throws CdcException SETUP when the certificates can't be read
     */
    synchronized RestClient client() {
        if (closed) {
            throw new CdcException(ErrorKind.CONNECTION, "the sink for " + endpoint + " is closed");
        }
        RestClient made = client;
        if (made == null) {
            made = build();
            client = made;
        }
        return made;
    }

    private RestClient build() {
        HttpHost[] hosts = endpoint.nodes().stream()
                .map(node -> new HttpHost(node.host(), node.port(), node.secured() ? "https" : "http"))
                .toArray(HttpHost[]::new);
        RestClientBuilder builder = RestClient.builder(hosts)
                .setDefaultHeaders(headers())
                // the client's own header names its version and the JDK's, which is nobody's business
                .setMetaHeaderEnabled(false)
                .setRequestConfigCallback(this::withTimeouts)
                .setHttpClientConfigCallback(http -> {
                    http.setMaxConnPerRoute(connectionCount).setMaxConnTotal(connectionCount * hosts.length);
                    http.disableAuthCaching().disableCookieManagement();
                    if (endpoint.isSecured()) {
                        http.setSSLStrategy(TlsSetup.strategy(endpoint.tls()));
                    }
                    return http;
                });
        String path = endpoint.nodes().get(0).path();
        if (!path.isEmpty()) {
            builder.setPathPrefix(path);
        }
        return builder.build();
    }

    private Header[] headers() {
        Endpoint.Credentials who = endpoint.credentials();
        String value = null;
        if (who.apiKey() != null) {
            value = "ApiKey " + who.apiKey();
        } else if (who.user() != null) {
            byte[] pair = (who.user() + ":" + who.password()).getBytes(UTF_8);
            value = "Basic " + Base64.getEncoder().encodeToString(pair);
        }
        return value == null ? new Header[0] : new Header[] {new BasicHeader(HttpHeaders.AUTHORIZATION, value)};
    }

    /** Ends every request under way. Idempotent. */
    @Override
    public void close() {
        RestClient made;
        synchronized (this) {
            closed = true;
            made = client;
            client = null;
        }
        if (made != null) {
            try {
                made.close();
            } catch (IOException e) { // nothing is lost: what was not answered is sent again
                return;
            }
        }
    }
}
