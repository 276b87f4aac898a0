package dev.leat.core.wiring;

import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * 64 bits that tell whether two selections are the same, whatever order their parts are written in. Stored with marks, so the
 * number of a selection never changes: FNV-1a over a text in which nothing is ambiguous.
 */
final class SelectionFingerprint {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private SelectionFingerprint() {}

    static long of(TableSelection selection) {
        StringBuilder text = new StringBuilder("1");
        append(
                text,
                "include",
                selection.include().stream().map(SelectionFingerprint::text).toList());
        append(
                text,
                "exclude",
                selection.exclude().stream().map(SelectionFingerprint::text).toList());
        append(
                text,
                "operations",
                selection.operations().stream().map(Operation::name).toList());
        long hash = OFFSET_BASIS;
        for (byte b : text.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return hash;
    }

    private static String text(TablePattern pattern) {
        StringBuilder text = new StringBuilder();
        append(text, pattern.schemaIsPattern() ? "like" : "is", List.of(pattern.schema()));
        append(text, pattern.nameIsPattern() ? "like" : "is", List.of(pattern.name()));
        append(text, "columns", pattern.columns());
        return text.toString();
    }

    /** Every part with its length in front. */
    private static void append(StringBuilder text, String name, List<String> parts) {
        text.append(name).append(parts.size());
        parts.stream()
                .sorted()
                .forEach(part ->
                        text.append(':').append(part.length()).append(':').append(part));
    }
}
