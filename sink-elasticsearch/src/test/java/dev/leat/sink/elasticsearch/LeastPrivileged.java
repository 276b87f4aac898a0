package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.leat.testkit.server.search.SearchSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The user of an OpenSearch who may do what this module's README says that a sink needs, and nothing else. */
final class LeastPrivileged {
    static final String NAME = "leat";
    static final String PASSWORD = "canary-of-81-quiet-stones";

    private static final String API = "/_plugins/_security/api/";
    private static final Path README = Path.of("README.md");
    private static final String ROLE = "```json\n{\"cluster_permissions\"";
    /** The table of the README's role that stands for any. */
    private static final String EXAMPLE = "orders";
    /** Those of the contract's suite. */
    private static final List<String> TABLES =
            List.of("products", "orders", "documents", "keys", "moves", "products_variants");

    private LeastPrivileged() {}

    /** Gives the server the user and the role; takes from everybody what a new server allows them beside their roles. */
    static void create(Target target) {
        assertThat(target.call("DELETE", API + "rolesmapping/own_index", "").statusCode())
                .isIn(200, 404);
        put(target, "roles/" + NAME, role());
        setPassword(target, PASSWORD);
        JsonArray users = new JsonArray();
        users.add(NAME);
        JsonObject mapping = new JsonObject();
        mapping.add("users", users);
        put(target, "rolesmapping/" + NAME, mapping);
    }

    static void setPassword(Target target, String password) {
        JsonObject user = new JsonObject();
        user.addProperty("password", password);
        put(target, "internalusers/" + NAME, user);
    }

    static void setRole(Target target, JsonObject role) {
        put(target, "roles/" + NAME, role);
    }

    /** Of a sink at this server: who it is and whom it trusts. */
    static List<String> options(SearchSecurity security) {
        return List.of(
                "user",
                NAME,
                "password",
                PASSWORD,
                "tls.ca",
                security.certificate().toString());
    }

    /** As the README says, with its last table's names once for each table. */
    static JsonObject role() {
        String readme;
        try {
            readme = Files.readString(README);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int begin = readme.indexOf(ROLE);
        assertThat(begin).as("%s has a role for OpenSearch", README).isNotNegative();
        int json = readme.indexOf('{', begin);
        JsonObject role = JsonParser.parseString(readme.substring(json, readme.indexOf("```", json)))
                .getAsJsonObject();
        for (JsonElement permission : role.getAsJsonArray("index_permissions")) {
            JsonObject ofIndices = permission.getAsJsonObject();
            Set<String> patterns = new LinkedHashSet<>();
            for (JsonElement pattern : ofIndices.getAsJsonArray("index_patterns")) {
                for (String table : TABLES) {
                    patterns.add(pattern.getAsString().replace(EXAMPLE, table));
                }
            }
            JsonArray all = new JsonArray();
            patterns.forEach(all::add);
            ofIndices.add("index_patterns", all);
        }
        return role;
    }

    private static void put(Target target, String path, JsonObject body) {
        target.json("PUT", API + path, body.toString());
    }
}
