package dev.leat.sink.elasticsearch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.leat.sink.elasticsearch.Privileges.Missing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user of an OpenSearch may do. Its security plugin, from 3.2 on, answers a request with {@code perform_permission_check}
 * by whether it would be allowed, and does not carry it out; a server that does not know the parameter refuses the request.
 */
final class DryRuns {
    private static final String DRY = "perform_permission_check=true";
    private static final String ID = "/_doc/leat-check";

    /** A request that takes a permission on indices. */
    private record OnIndex(String actionGroup, String method, String path, String body) {}

    /** A request that takes a permission of the cluster, too. */
    private record OnCluster(String permission, String method, String path, String body) {}

    /**
     * The harmless one first: the others are sent when the server understands that one. Here {@code manage} is enough to create an
     * index.
     */
    private static final List<OnIndex> EACH_INDEX = List.of(
            new OnIndex("read", "GET", "/_search", ""), // a GET of a document would end with 500
            new OnIndex("manage", "PUT", "/_settings", "{\"index.refresh_interval\":null}"),
            new OnIndex("write", "PUT", ID, "{}"));

    private static final List<OnCluster> CLUSTER = List.of(
            new OnCluster(
                    "indices:data/write/bulk",
                    "POST",
                    "/_bulk",
                    "{\"delete\":{\"_index\":\"" + StateIndex.NAME + "\",\"_id\":\"leat-check\"}}\n"),
            new OnCluster("indices:data/read/scroll", "POST", "/_search/scroll", "{\"scroll_id\":\"leat-check\"}"));

    private DryRuns() {}

    /** Those that are missing; empty where the server can't tell. */
    static List<Missing> missing(Channel channel, List<OpenTable> tables) {
        List<Missing> missing = new ArrayList<>();
        for (OnIndex request : EACH_INDEX) {
            List<String> without = new ArrayList<>();
            for (String name : Privileges.names(tables)) {
                String path = "/" + Names.path(name.replace("*", "000001")) + request.path;
                Optional<Boolean> allowed = isAllowed(channel, request.method, path, request.body);
                if (allowed.isEmpty()) {
                    return List.of();
                }
                if (!allowed.get()) {
                    without.add(name);
                }
            }
            if (!without.isEmpty()) {
                JsonObject grant = new JsonObject();
                grant.add("index_patterns", Privileges.array(without));
                grant.add("allowed_actions", Privileges.array(List.of(request.actionGroup)));
                missing.add(new Missing(grant.toString(), "\"index_permissions\" of its role"));
            }
        }
        for (OnCluster request : CLUSTER) {
            if (!isAllowed(channel, request.method, request.path, request.body).orElse(true)) {
                missing.add(new Missing("\"" + request.permission + "\"", "\"cluster_permissions\" of its role"));
            }
        }
        return missing;
    }

    /** Empty when the server does not say. */
    private static Optional<Boolean> isAllowed(Channel channel, String method, String path, String body) {
        Answer answer =
                body.isEmpty() ? channel.call(method, path + "?" + DRY) : channel.call(method, path + "?" + DRY, body);
        try {
            JsonElement json = JsonParser.parseString(new String(answer.body(), StandardCharsets.UTF_8));
            JsonElement allowed = json.isJsonObject() ? json.getAsJsonObject().get("accessAllowed") : null;
            return allowed != null && allowed.isJsonPrimitive()
                    ? Optional.of(allowed.getAsBoolean())
                    : Optional.empty();
        } catch (JsonParseException e) { // a proxy's page
            return Optional.empty();
        }
    }
}
