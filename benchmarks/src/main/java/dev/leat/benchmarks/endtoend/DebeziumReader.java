package dev.leat.benchmarks.endtoend;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import io.debezium.engine.format.SerializationFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The peer: Debezium's embedded engine, which counts the changes that it is given. */
public final class DebeziumReader {
    /** Its name for itself: that of its offsets, and of the topics that it would write to. */
    static final String NAME = "peer";

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

        /** For tables and plots. */
        String title() {
            return "debezium " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** The arguments of {@link #main}. */
    static List<String> arguments(Mode mode, long changes, Map<String, String> connector) {
        List<String> arguments = new ArrayList<>(List.of(mode.name(), Long.toString(changes)));
        connector.forEach((name, value) -> arguments.add(name + "=" + value));
        return arguments;
    }

    /**
     * Reads until so many changes came, and ends at once: closing the engine takes longer, and is not measured.
     *
     * @param args mode, changes, properties of the connector as {@code name=value}
     */
    public static void main(String[] args) throws InterruptedException, ClassNotFoundException {
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong left = new AtomicLong(Long.parseLong(args[1]));
        start(Mode.valueOf(args[0]), Arrays.asList(args).subList(2, args.length), records -> {
            if (left.addAndGet(-records.size()) <= 0) {
                done.countDown();
            }
        });
        done.await();
        Runtime.getRuntime().halt(0);
    }

    /** Starts an engine that lives as long as this process, and ends it with the engine's failure. */
    static void start(Mode mode, List<String> connector, Consumer<List<ChangeEvent<Object, Object>>> taker)
            throws ClassNotFoundException {
        DebeziumEngine<?> engine = DebeziumEngine.create(format(mode))
                .using(properties(mode, connector))
                .notifying((records, committer) -> {
                    for (var each : records) {
                        committer.markProcessed(each);
                    }
                    committer.markBatchFinished();
                    taker.accept(records);
                })
                .using((success, message, error) -> {
                    if (!success) {
                        System.err.println(message);
                        Runtime.getRuntime().halt(1);
                    }
                })
                .build();
        Executors.newSingleThreadExecutor().execute(engine);
    }

    /** Connect's format is not in the engine's API. */
    @SuppressWarnings("unchecked")
    private static Class<? extends SerializationFormat<Object>> format(Mode mode) throws ClassNotFoundException {
        Class<?> format = mode.isJson ? Json.class : Class.forName("io.debezium.embedded.Connect");
        return (Class<? extends SerializationFormat<Object>>) format;
    }

    private static Properties properties(Mode mode, List<String> connector) {
        Properties properties = new Properties();
        properties.setProperty("name", NAME);
        properties.setProperty("topic.prefix", NAME);
        properties.setProperty("tombstones.on.delete", "false");
        if (mode.isTuned) {
            properties.setProperty("max.batch.size", "16384");
            properties.setProperty("max.queue.size", "65536");
            properties.setProperty("poll.interval.ms", "1");
        }
        for (String property : connector) {
            int equals = property.indexOf('=');
            properties.setProperty(property.substring(0, equals), property.substring(equals + 1));
        }
        return properties;
    }
}
