package dev.leat.api.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Member names, encoded once per schema version. */
public final class JsonNames {
    private JsonNames() {}

    /** {@code "name":} in UTF-8, escaped. */
    public static byte[] member(String name) {
        JsonBuffer buffer = new JsonBuffer(name.length() + 8);
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        buffer.text(utf8, 0, utf8.length);
        buffer.raw(':');
        return Arrays.copyOf(buffer.array(), buffer.length());
    }
}
