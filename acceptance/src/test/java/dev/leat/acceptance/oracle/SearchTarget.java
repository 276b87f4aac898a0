package dev.leat.acceptance.oracle;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The aliases of one pipeline on a search server, as their readers see them. */
public final class SearchTarget {
    private static final int PAGE = 5000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String suffix;

    /** Aliases that end like this, on the server at this address. */
    public SearchTarget(String url, String suffix) {
        this.url = url;
        this.suffix = suffix;
    }

    /** The sink's options. */
    public String sink() {
        return "type: elasticsearch, url: '" + url + "', index: '" + alias("{table}") + "'";
    }

    /** What the readers of a table ask for. */
    public String alias(String table) {
        return table + suffix;
    }

    /** Every document of a table, by its id. */
    public Map<String, JsonNode> documents(String table) {
        String alias = alias(table);
        call("POST", "/" + alias + "/_refresh", "");
        Map<String, JsonNode> documents = new HashMap<>();
        JsonNode page = call("POST", "/" + alias + "/_search?scroll=1m", "{\"size\":" + PAGE + ",\"sort\":[\"_doc\"]}");
        while (!page.at("/hits/hits").isEmpty()) {
            page.at("/hits/hits").forEach(hit -> documents.put(hit.get("_id").stringValue(), hit.get("_source")));
            page = call(
                    "POST",
                    "/_search/scroll",
                    "{\"scroll\":\"1m\",\"scroll_id\":\""
                            + page.get("_scroll_id").stringValue() + "\"}");
        }
        return documents;
    }

    /** How many documents of a table a search would find now; 0 when there is no such alias. */
    public long count(String table) {
        JsonNode answer = send("GET", "/" + alias(table) + "/_count", "");
        return answer.path("count").asLong(0);
    }

    /** How many documents of a table were written, whether a search finds them or not yet; 0 when there is no such alias. */
    public long written(String table) {
        send("POST", "/" + alias(table) + "/_refresh", "");
        return count(table);
    }

    /** Those of a table's ids whose documents are not there; a search may not find yet what is. */
    List<String> missing(String table, List<String> ids) {
        JsonNode found =
                call("POST", "/" + alias(table) + "/_mget?_source=false", JSON.writeValueAsString(Map.of("ids", ids)));
        List<String> missing = new ArrayList<>();
        found.get("docs").forEach(document -> {
            if (!document.path("found").asBoolean(false)) {
                missing.add(document.get("_id").stringValue());
            }
        });
        return missing;
    }

    /** Changes an index by hand; the path follows its name. */
    public void put(String index, String path, String body) {
        call("PUT", "/" + index + path, body);
    }

    /** What is answered to a GET, unless it is an error. */
    public JsonNode read(String path) {
        return call("GET", path, "");
    }

    /** The index behind the alias of a table. */
    public String index(String table) {
        return call("GET", "/_alias/" + alias(table), "")
                .propertyNames()
                .iterator()
                .next();
    }

    /** What a table's index is called the first time, the second and so on. */
    public String index(String table, int generation) {
        return String.format("%s-%06d", alias(table), generation);
    }

    /** Removes an index. */
    public void drop(String index) {
        call("DELETE", "/" + index, "");
    }

    private JsonNode call(String method, String path, String body) {
        JsonNode answer = send(method, path, body);
        if (answer.has("error")) {
            throw new IllegalStateException(method + " " + path + ": " + answer);
        }
        return answer;
    }

    private JsonNode send(String method, String path, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .header("Content-Type", "application/json")
                    .timeout(TIMEOUT)
                    .build();
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
