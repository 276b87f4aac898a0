package dev.leat.core.sink;

import dev.leat.api.Finding;
import dev.leat.api.sink.SinkWriter;
import java.util.List;

/** Writes each change as a line of JSON to one output that all lanes share. */
final class LineTarget implements LocalTarget {
    private final LineOutput output;

    LineTarget(LineOutput output) {
        this.output = output;
    }

    @Override
    public void open() {
        output.open();
    }

    @Override
    public SinkWriter openWriter() {
        return new LineWriter(output);
    }

    @Override
    public List<Finding> check() {
        return output.check();
    }

    @Override
    public void close() {
        output.close();
    }
}
