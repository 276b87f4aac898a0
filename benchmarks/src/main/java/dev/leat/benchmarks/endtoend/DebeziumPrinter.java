package dev.leat.benchmarks.endtoend;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The peer: Debezium's embedded engine, which prints a line of JSON, without its schema, for each change that it is given. */
public final class DebeziumPrinter {
    private DebeziumPrinter() {}

    /**
     * Prints until it is ended from outside.
     *
     * @param args mode, properties of the connector as {@code name=value}
     */
    public static void main(String[] args) throws ClassNotFoundException {
        Writer lines = new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8));
        DebeziumReader.Mode mode = DebeziumReader.Mode.valueOf(args[0]);
        DebeziumReader.start(mode, Arrays.asList(args).subList(1, args.length), records -> {
            try {
                for (var each : records) {
                    lines.append(String.valueOf(each.value())).append('\n');
                }
                lines.flush();
            } catch (IOException closed) {
                throw new UncheckedIOException(closed);
            }
        });
    }
}
