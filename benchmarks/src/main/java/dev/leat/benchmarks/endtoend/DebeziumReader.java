package dev.leat.benchmarks.endtoend;

import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import io.debezium.engine.format.SerializationFormat;
import java.io.IOException;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The peer: Debezium's embedded engine, which counts the changes that it is given. */
public final class DebeziumReader {
    private DebeziumReader() {}

    /** How the engine hands changes over, and with what settings. */
    enum Mode {
        /** Objects of Kafka Connect. */
        CONNECT(false, false),
        /** Texts. */
        JSON(true, false),
        /** Objects, with larger batches and queues, and no pause between them. */
        CONNECT_TUNED(false, true),
        JSON_TUNED(true, true);

        private final boolean isJson;
        private final boolean isTuned;

        Mode(boolean isJson, boolean isTuned) {
            this.isJson = isJson;
            this.isTuned = isTuned;
        }
    }

    /**
     * Reads until so many changes came.
     *
     * @param args mode, host and port of PostgreSQL as {@code http://host:port}, database, user, password, slot, publication,
     *     table, changes
     */
    public static void main(String[] args) throws IOException, InterruptedException, ClassNotFoundException {
        Mode mode = Mode.valueOf(args[0]);
        Properties properties = properties(mode, args);
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong left = new AtomicLong(Long.parseLong(args[8]));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (DebeziumEngine<?> engine = engine(mode, properties, left, done)) {
            thread.execute(engine);
            done.await();
        }
        thread.shutdownNow();
        thread.awaitTermination(1, TimeUnit.MINUTES);
        System.exit(0); // its threads may outlive it
    }

    private static DebeziumEngine<?> engine(Mode mode, Properties properties, AtomicLong left, CountDownLatch done)
            throws ClassNotFoundException {
        return DebeziumEngine.create(format(mode))
                .using(properties)
                .notifying((records, committer) -> {
                    for (var each : records) {
                        committer.markProcessed(each);
                    }
                    committer.markBatchFinished();
                    if (left.addAndGet(-records.size()) <= 0) {
                        done.countDown();
                    }
                })
                .using((success, message, error) -> {
                    if (!success) {
                        System.err.println(message);
                        Runtime.getRuntime().halt(1);
                    }
                })
                .build();
    }

    /** Connect's format is not in the engine's API. */
    @SuppressWarnings("unchecked")
    private static Class<? extends SerializationFormat<Object>> format(Mode mode) throws ClassNotFoundException {
        Class<?> format = mode.isJson ? Json.class : Class.forName("io.debezium.embedded.Connect");
        return (Class<? extends SerializationFormat<Object>>) format;
    }

    private static Properties properties(Mode mode, String... args) {
        URI server = URI.create(args[1]);
        Properties properties = new Properties();
        properties.setProperty("name", "peer");
        properties.setProperty("topic.prefix", "peer");
        properties.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        properties.setProperty("database.hostname", server.getHost());
        properties.setProperty("database.port", Integer.toString(server.getPort()));
        properties.setProperty("database.dbname", args[2]);
        properties.setProperty("database.user", args[3]);
        properties.setProperty("database.password", args[4]);
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", args[5]);
        properties.setProperty("publication.name", args[6]);
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("table.include.list", args[7]);
        properties.setProperty("snapshot.mode", "no_data");
        properties.setProperty("tombstones.on.delete", "false");
        if (mode.isTuned) {
            properties.setProperty("max.batch.size", "16384");
            properties.setProperty("max.queue.size", "65536");
            properties.setProperty("poll.interval.ms", "1");
        }
        return properties;
    }
}
