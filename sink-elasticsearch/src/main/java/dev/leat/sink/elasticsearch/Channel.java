package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.http.HttpEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.Cancellable;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.ResponseListener;
import org.jspecify.annotations.Nullable;

/** One thread's way into the cluster: sends a request and waits for its answer; {@link #close} frees it from any thread. */
final class Channel implements AutoCloseable {
    private static final ContentType NDJSON = ContentType.create("application/x-ndjson");

    private final Cluster cluster;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Cancellable underWay;

    Channel(Cluster cluster) {
        this.cluster = cluster;
    }

    Endpoint endpoint() {
        return cluster.endpoint();
    }

    /** Sends a request without a body. */
    Answer call(String method, String path) {
        return call(method, path, (HttpEntity) null);
    }

    /** Sends a request with a JSON body. */
    Answer call(String method, String path, String json) {
        return call(method, path, new NByteArrayEntity(json.getBytes(UTF_8), ContentType.APPLICATION_JSON));
    }

    /** Sends a request whose body is lines of JSON: the first {@code length} bytes. */
    Answer callWithLines(String path, byte[] lines, int length) {
        return call("POST", path, new NByteArrayEntity(lines, 0, length, NDJSON));
    }

    /**
     * Waits before a request is sent again.
     *
     * @throws CdcException CONNECTION when the channel is closed meanwhile
     */
    void pause(Duration time) {
        boolean ended;
        try {
            ended = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
        if (ended) {
            throw ended();
        }
    }

    private Answer call(String method, String path, @Nullable HttpEntity body) {
        if (closed.getCount() == 0) {
            throw ended();
        }
        Request request = new Request(method, path);
        request.setOptions(cluster.options(body != null));
        if (body != null) {
            request.setEntity(body);
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Cancellable cancellable = cluster.client().performRequestAsync(request, new Listener(answer));
        underWay = cancellable;
        if (closed.getCount() == 0) { // closed between the look above and now
            cancellable.cancel();
        }
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancellable.cancel();
            throw ended();
        } catch (CancellationException e) { // by close()
            throw ended();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            underWay = null;
        }
    }

    private CdcException failure(@Nullable Throwable cause) {
        if (cause instanceof CdcException known) {
            return new CdcException(known.kind(), known.getMessage(), known);
        }
        if (isRefusedTls(cause)) {
            return new CdcException(
                    ErrorKind.SETUP,
                    "TLS with " + endpoint()
                            + " fails: the server's certificate is not trusted or not made out to the host,"
                            + " or it does not speak TLS (tls.ca, tls.fingerprint, tls.mode)",
                    cause);
        }
        if (isAlert(cause)) {
            return new CdcException(
                    ErrorKind.SETUP,
                    endpoint()
                            + " refuses TLS: if it asks for a client's certificate, name it in tls.cert and its key in"
                            + " tls.key",
                    cause);
        }
        boolean broke = cause instanceof IOException
                && !(cause instanceof ConnectException)
                && !(cause instanceof SocketTimeoutException);
        if (broke) {
            cluster.askBeforeSending();
        }
        return new CdcException(ErrorKind.CONNECTION, "no answer from " + endpoint(), cause);
    }

    /** What the server said of our side, in the JDK's words. */
    private static boolean isAlert(@Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof SSLException && String.valueOf(at.getMessage()).contains("Received fatal alert: ")) {
                return !String.valueOf(at.getMessage()).contains("internal_error");
            }
        }
        return false;
    }

    private static boolean isRefusedTls(@Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof CertificateException || at instanceof SSLPeerUnverifiedException) {
                return true;
            }
            if (at instanceof SSLException && String.valueOf(at.getMessage()).contains("unrecognized SSL message")) {
                return true;
            }
        }
        return false;
    }

    private CdcException ended() {
        return new CdcException(ErrorKind.CONNECTION, "the connection to " + endpoint() + " was closed");
    }

    @Override
    public void close() {
        closed.countDown();
        Cancellable now = underWay;
        if (now != null) {
            now.cancel();
        }
    }

    /** Takes what the client's thread brings. */
    private record Listener(CompletableFuture<Answer> answer) implements ResponseListener {
        @Override
        public void onSuccess(Response response) {
            try {
                answer.complete(read(response));
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        }

        @Override
        public void onFailure(Exception failure) {
            if (failure instanceof ResponseException refused) { // an answer too; its message quotes the body
                onSuccess(refused.getResponse());
            } else {
                answer.completeExceptionally(failure);
            }
        }

        private static Answer read(Response response) throws IOException {
            HttpEntity entity = response.getEntity();
            byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
            return new Answer(
                    response.getStatusLine().getStatusCode(), body, retryAfter(response.getHeader("Retry-After")));
        }

        private static @Nullable Duration retryAfter(@Nullable String header) {
            boolean seconds = header != null
                    && !header.isEmpty()
                    && header.length() < 7
                    && header.chars().allMatch(c -> c >= '0' && c <= '9');
            return seconds ? Duration.ofSeconds(Long.parseLong(header)) : null;
        }
    }
}
