package dev.leat.sink.elasticsearch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What the user or key must be allowed to do. */
final class Privileges {
    /** For messages. */
    static final String NEEDED =
            "the index privileges create_index, manage, read, write on the indices' names with -* and on "
                    + StateIndex.NAME;

    private static final List<String> EACH = List.of("create_index", "manage", "read", "write");
    private static final String ASK = "/_security/user/_has_privileges";

    private Privileges() {}

    /**
     * One that is missing.
     *
     * @param grant as an entry of a role, {@code {"names":[...],"privileges":["read"]}}
     * @param place where in the role it belongs
     */
    record Missing(String grant, String place) {}

    /** Asks the target which ones are missing. Empty where it does not answer that: security is off, or it is an old OpenSearch. */
    static List<Missing> missing(Channel channel, List<OpenTable> tables) {
        List<String> names = names(tables);
        JsonObject asked = new JsonObject();
        asked.add("names", array(names));
        asked.add("privileges", array(EACH));
        JsonArray indices = new JsonArray();
        indices.add(asked);
        JsonObject body = new JsonObject();
        body.add("index", indices);
        Answer answer = channel.call("POST", ASK, body.toString());
        if (answer.status() == 400) { // no such path: it is OpenSearch, or security is off
            return DryRuns.missing(channel, tables);
        }
        JsonElement granted = answer.isOk() ? answer.json().get("index") : null;
        List<Missing> missing = new ArrayList<>();
        if (granted != null && granted.isJsonObject()) {
            for (String privilege : EACH) {
                List<String> without = names.stream()
                        .filter(name -> !isGranted(granted.getAsJsonObject(), name, privilege))
                        .toList();
                if (!without.isEmpty()) {
                    JsonObject grant = new JsonObject();
                    grant.add("names", array(without));
                    grant.add("privileges", array(List.of(privilege)));
                    missing.add(new Missing(grant.toString(), "\"indices\" of its role or API key"));
                }
            }
        }
        return missing;
    }

    /** The names of indices and aliases, with {@code *} for a generation's number. */
    static List<String> names(List<OpenTable> tables) {
        List<String> names = new ArrayList<>(List.of(StateIndex.NAME));
        for (OpenTable table : tables) {
            String all = table.alias() + "-*";
            names.addAll(List.of(table.alias(), all, Generation.writeAlias(all)));
        }
        return names;
    }

    private static boolean isGranted(JsonObject granted, String name, String privilege) {
        JsonElement ofName = granted.get(name);
        JsonElement is = ofName != null && ofName.isJsonObject()
                ? ofName.getAsJsonObject().get(privilege)
                : null;
        return is != null && is.isJsonPrimitive() && is.getAsBoolean();
    }

    static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
