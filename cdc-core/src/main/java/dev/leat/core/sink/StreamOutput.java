package dev.leat.core.sink;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines into a stream of the host, which stays open. Durable means flushed: handed to whoever reads it. */
final class StreamOutput implements LineOutput {
    private final OutputStream stream;

    StreamOutput(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public void open() {}

    @Override
    public synchronized void write(byte[] lines, int length) {
        try {
            stream.write(lines, 0, length);
            stream.flush();
        } catch (IOException e) {
            throw closed(e);
        }
        // A PrintStream keeps its failures to itself.
        if (stream instanceof PrintStream printed && printed.checkError()) {
            throw closed(null);
        }
    }

    private static CdcException closed(@Nullable IOException cause) {
        return new CdcException(
                ErrorKind.SETUP, "standard output can't be written; did the program that reads it end?", cause);
    }

    @Override
    public List<Finding> check() {
        return List.of();
    }

    @Override
    public void close() {}
}
