package dev.leat.acceptance.tutorial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply of Redis as {@code redis-cli} shows it on a terminal. */
final class RedisReply {
    private RedisReply() {}

    static String text(@Nullable Object reply) {
        if (reply == null) {
            return "(nil)";
        }
        if (reply instanceof Long number) {
            return "(integer) " + number;
        }
        if (reply instanceof byte[] bytes) {
            String value = new String(bytes, UTF_8);
            return value.equals("OK")
                    ? value
                    : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        StringBuilder lines = new StringBuilder();
        List<?> all = (List<?>) reply;
        int width = Integer.toString(all.size()).length();
        for (int i = 0; i < all.size(); i++) {
            lines.append(" ".repeat(width - Integer.toString(i + 1).length()))
                    .append(i + 1)
                    .append(") ")
                    .append(text(all.get(i)))
                    .append('\n');
        }
        return all.isEmpty() ? "(empty array)" : lines.toString().stripTrailing();
    }
}
