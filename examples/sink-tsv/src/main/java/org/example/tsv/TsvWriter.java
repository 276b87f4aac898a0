package org.example.tsv;

import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * One lane. Lanes share files, so each makes its lines in buffers of its own and appends those of a table in one piece. The
 * order of a key is kept, since a key has one lane; that of two keys is not.
 */
final class TsvWriter implements SinkWriter {
    private final Folder folder;
    private final ToIntFunction<TableId> generations;
    private final Map<TableSchema, Lines> buffers = new IdentityHashMap<>();

    TsvWriter(Folder folder, ToIntFunction<TableId> generations) {
        this.folder = folder;
        this.generations = generations;
    }

    /** Nothing is ever refused for good: the report has no rejected change. */
    @Override
    public WriteReport write(ChangeSlice changes, Marks marks) {
        buffers.values().forEach(Lines::clear); // those of a write that failed
        ChangeCursor change = changes.cursor();
        while (change.next()) {
            TableSchema schema = change.schema();
            Lines lines = buffers.computeIfAbsent(schema, any -> new Lines());
            lines.add(change, generations.applyAsInt(schema.table()));
        }
        buffers.forEach((schema, lines) -> {
            if (lines.length() > 0) {
                folder.fileOf(schema).append(lines.array(), lines.length());
            }
        });
        return WriteReport.COMPLETE;
    }

    /** The files are the folder's. */
    @Override
    public void close() {}
}
