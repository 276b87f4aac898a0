package dev.leat.core.sink;

import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;

/** One lane's lines: those of a slice are written at once, so that lanes never mix within a line. */
final class LineWriter implements SinkWriter {
    private static final int INITIAL_BYTES = 1 << 16;

    private final LineOutput output;
    private final ChangeJson json = new ChangeJson();
    private final JsonBuffer lines = new JsonBuffer(INITIAL_BYTES);

    LineWriter(LineOutput output) {
        this.output = output;
    }

    @Override
    public WriteReport write(ChangeSlice changes, Marks marks) {
        lines.clear();
        ChangeCursor change = changes.cursor();
        while (change.next()) {
            json.write(change, lines);
            lines.raw('\n');
        }
        output.write(lines.array(), lines.length());
        return WriteReport.COMPLETE;
    }

    /** The output is the sink's. */
    @Override
    public void close() {}
}
