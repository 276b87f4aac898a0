package dev.leat.benchmarks.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends recorded bulk requests as fast as the server takes them. */
final class BulkLoader {
    private final URI bulk;
    private final BulkRecording recording;
    private final int connections;
    private final List<Integer> lengths;
    private final long[] starts;
    private final AtomicInteger next = new AtomicInteger();

    BulkLoader(String url, BulkRecording recording, int connections) {
        this.bulk = URI.create(url + "/_bulk?filter_path=errors");
        this.recording = recording;
        this.connections = connections;
        this.lengths = recording.requests();
        this.starts = new long[lengths.size()];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + lengths.get(i - 1);
        }
    }

    /** Returns when the server has taken everything. */
    void load() {
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            senders.add(CompletableFuture.runAsync(this::send));
        }
        senders.forEach(CompletableFuture::join);
    }

    private void send() {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            for (int i = next.getAndIncrement(); i < starts.length; i = next.getAndIncrement()) {
                HttpRequest request = HttpRequest.newBuilder(bulk)
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofByteArray(recording.read(starts[i], lengths.get(i))))
                        .build();
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (!response.body().equals("{\"errors\":false}")) {
                    throw new IllegalStateException("a bulk request failed: " + response.body());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
