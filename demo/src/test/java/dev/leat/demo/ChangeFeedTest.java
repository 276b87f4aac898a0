package dev.leat.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangeFeedTest {
    private static final String LINE =
            "{\"op\":\"update\",\"table\":\"public.orders\",\"key\":{\"id\":7},\"after\":{\"id\":7,\"note\":null,\"total\":1.50},"
                    + "\"position\":\"0/1\",\"sequence\":1,\"ordinal\":0,\"tx\":\"742\",\"ts\":\"2026-11-21T12:00:00Z\"}\n";

    @TempDir
    private Path folder;

    @Test
    void waitsForTheFileAndForTheEndOfALine() throws Exception {
        Path file = folder.resolve("changes.jsonl");
        try (ChangeFeed feed = new ChangeFeed(file)) {
            assertThat(feed.next()).isEmpty();
            Files.writeString(file, LINE + LINE.substring(0, 20));
            assertThat(feed.next()).hasSize(1);
            assertThat(feed.next()).isEmpty();
            Files.writeString(file, LINE.substring(20), StandardOpenOption.APPEND);

            ChangeFeed.Change change = feed.next().get(0);
            assertThat(change.operation()).isEqualTo("update");
            assertThat(change.key()).isEqualTo("orders:7");
            assertThat(change.transaction()).isEqualTo("742");
            assertThat(change.after()).containsExactly(entry("id", "7"), entry("total", "1.50"));
        }
    }

    private static Map.Entry<String, String> entry(String column, String value) {
        return Map.entry(column, value);
    }
}
