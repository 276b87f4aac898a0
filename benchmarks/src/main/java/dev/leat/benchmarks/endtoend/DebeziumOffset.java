package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Where Debezium shall begin in the log of MySQL, in the file that Kafka Connect's {@code FileOffsetBackingStore} reads. */
record DebeziumOffset(LogBegin begin) {
    /** Writes it in place of what is there: the engine goes on from it, and overwrites it. The file is a map of arrays. */
    @SuppressWarnings("ArrayAsKeyOfSetOrMap")
    void write(Path target) throws IOException {
        String key = "[\"" + DebeziumReader.NAME + "\",{\"server\":\"" + DebeziumReader.NAME + "\"}]";
        String value = "{\"file\":\"" + begin.file() + "\",\"pos\":" + LogBegin.OFFSET + ",\"gtids\":\"" + begin.gtids()
                + "\"}";
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(target))) {
            out.writeObject(new HashMap<>(Map.of(key.getBytes(UTF_8), value.getBytes(UTF_8))));
        }
    }
}
