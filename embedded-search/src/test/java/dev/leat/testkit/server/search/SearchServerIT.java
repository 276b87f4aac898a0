package dev.leat.testkit.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SearchServerIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static SearchServer server;

    @BeforeAll
    static void startServer() {
        server = SearchServer.builder().start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @Test
    @Tag("server-version")
    void isTheServerThatWasAskedFor() throws Exception {
        String wanted = SearchFlavour.wanted().toString();
        String major = wanted.substring(wanted.length() - 1);

        assertThat(get("/_nodes/_local?filter_path=nodes.*.version")).contains("{\"version\":\"" + major + ".");
    }

    @Test
    void keepsDataAndPortOverAKill() throws Exception {
        createIndex("kept");
        assertThat(bulk("kept", 7, 2)).contains("\"errors\":false");
        String url = server.url();

        server.kill9();
        assertThatThrownBy(() -> get("/kept/_doc/a")).isInstanceOf(ConnectException.class);
        server.start();

        assertThat(server.url()).isEqualTo(url);
        assertThat(get("/kept/_doc/a")).contains("\"_version\":7").contains("\"n\":2");
    }

    @Test
    void keepsDataOverAStop() throws Exception {
        createIndex("stopped");
        assertThat(bulk("stopped", 7, 2)).contains("\"errors\":false");

        server.stop();
        server.start();

        assertThat(get("/stopped/_doc/a")).contains("\"_version\":7");
        assertThat(server.logText()).contains("started");
    }

    @Test
    void comparesExternalVersions() throws Exception {
        createIndex("versioned");
        assertThat(bulk("versioned", 7, 2)).contains("\"errors\":false");

        assertThat(bulk("versioned", 7, 3)).contains("\"errors\":false"); // greater or equal
        assertThat(bulk("versioned", 6, 1)).contains("version_conflict_engine_exception");

        assertThat(get("/versioned/_doc/a")).contains("\"n\":3");
    }

    @Test
    void answersNothingWhilePaused() throws Exception {
        server.pause();
        try {
            assertThatThrownBy(() -> get("/_cluster/health")).isInstanceOf(HttpTimeoutException.class);
        } finally {
            server.resume();
        }

        assertThat(get("/_cluster/health")).contains("\"number_of_nodes\":1");
    }

    private static void createIndex(String name) throws IOException, InterruptedException {
        String mapping = "{\"mappings\":{\"dynamic\":\"strict\",\"properties\":{\"n\":{\"type\":\"long\"}}}}";
        assertThat(send("PUT", "/" + name, "application/json", mapping, 30)).contains("\"acknowledged\":true");
    }

    private static String bulk(String index, long version, int n) throws IOException, InterruptedException {
        String lines = "{\"index\":{\"_id\":\"a\",\"version\":" + version + ",\"version_type\":\"external_gte\"}}\n"
                + "{\"n\":" + n + "}\n";
        return send("POST", "/" + index + "/_bulk", "application/x-ndjson", lines, 30);
    }

    private static String get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", "", 3);
    }

    private static String send(String method, String path, String type, String body, int timeoutSeconds)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(timeoutSeconds))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
