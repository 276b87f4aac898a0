package dev.leat.sink.elasticsearch;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names and objects as requests need them. */
final class Names {
    private Names() {}

    /** A name as part of a request's path. */
    static String path(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** An object with its nulls, which mean the default. */
    static String withNulls(JsonObject object) {
        return new GsonBuilder().serializeNulls().create().toJson(object);
    }
}
