package dev.leat.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BinaryCacheTest {
    @TempDir
    private Path folder;

    @Test
    void unpacksAnEntryOnceForAllThreads() {
        AtomicInteger unpackCount = new AtomicInteger();
        CompletableFuture<?>[] users = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    Path entry = new BinaryCache(folder).folderOf("server-1", into -> {
                        unpackCount.incrementAndGet();
                        Files.writeString(into.resolve("program"), "x");
                    });
                    assertThat(entry.resolve("program")).exists();
                }))
                .toArray(CompletableFuture<?>[]::new);

        CompletableFuture.allOf(users).join();

        assertThat(unpackCount).hasValue(1);
    }

    @Test
    void leavesNoEntryWhenUnpackingFails() {
        BinaryCache cache = new BinaryCache(folder);

        assertThatThrownBy(() -> cache.folderOf("server-1", into -> {
                    Files.writeString(into.resolve("half"), "x");
                    throw new IOException("truncated archive");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("truncated archive");

        assertThat(folder).isDirectoryNotContaining("regex:.*(server|unpacking)-.*");
        Path entry = cache.folderOf("server-1", into -> Files.writeString(into.resolve("whole"), "x"));
        assertThat(entry).isDirectoryNotContaining("glob:**half").isDirectoryContaining("glob:**whole");
    }
}
