package dev.leat.benchmarks.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The index of a table as Leat makes it, made by hand. */
final class SearchIndex {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String alias;
    private final String name;

    SearchIndex(String url, String alias) {
        this.url = url;
        this.alias = alias;
        this.name = alias + "-000001";
    }

    String url() {
        return url;
    }

    /** Removes every index. */
    void delete() throws IOException, InterruptedException {
        String indices = call("GET", "/_all/_settings?filter_path=*.settings.index.provided_name", "");
        for (String part : indices.split("\"provided_name\":\"", -1)) {
            if (!part.startsWith("{")) {
                call("DELETE", "/" + part.substring(0, part.indexOf('"')), "");
            }
        }
    }

    /** The member {@code "mappings"} of the index. */
    String mapping() throws IOException, InterruptedException {
        String answer = call("GET", "/" + name + "/_mapping", "");
        return answer.substring(answer.indexOf("\"mappings\""), answer.length() - 2);
    }

    /** Makes it as it is while Leat seeds: its documents can't be searched yet. */
    void create(String mapping) throws IOException, InterruptedException {
        delete();
        call(
                "PUT",
                "/" + name,
                "{\"settings\":{\"index.gc_deletes\":\"30m\",\"index.refresh_interval\":\"-1\"},\"aliases\":{\"Leat-"
                        + name + "\":{}}," + mapping + "}");
    }

    /** Makes everything searchable. */
    void show() throws IOException, InterruptedException {
        call("PUT", "/" + name + "/_settings", "{\"index.refresh_interval\":null}");
        call("POST", "/" + name + "/_refresh", "");
    }

    void requireCount(long documents) throws IOException, InterruptedException {
        String answer = call("GET", "/" + name + "/_count?filter_path=count", "");
        if (!answer.equals("{\"count\":" + documents + "}")) {
            throw new IllegalStateException(
                    alias + " has another number of documents than " + documents + ": " + answer);
        }
    }

    /** Processor time of the server so far. */
    double serverSeconds() throws IOException, InterruptedException {
        String answer = call("GET", "/_nodes/stats/process?filter_path=nodes.*.process.cpu.total_in_millis", "");
        return Long.parseLong(answer.replaceAll(".*\"total_in_millis\":(\\d+).*", "$1")) / 1e3;
    }

    private String call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + " failed: " + response.body());
        }
        return response.body();
    }
}
