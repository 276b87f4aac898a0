package dev.leat.acceptance.pipeline;

import dev.leat.api.Finding;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import java.util.List;
import java.util.Optional;

/** A sink whose writes go through {@link SinkFaults}. */
final class FaultySink implements Sink {
    private final Sink sink;
    private final SinkFaults faults;

    FaultySink(Sink sink, SinkFaults faults) {
        this.sink = sink;
        this.faults = faults;
    }

    @Override
    public void open(SourceTables tables) {
        sink.open(tables);
    }

    @Override
    public long claim(String owner) {
        return sink.claim(owner);
    }

    @Override
    public SeedState seedState(TableId table) {
        return sink.seedState(table);
    }

    @Override
    public Optional<Marks> marks() {
        return sink.marks();
    }

    @Override
    public int beginSeed(TableSchema table, boolean anew) {
        return sink.beginSeed(table, anew);
    }

    @Override
    public void saveProgress(TableId table, int generation, String progress) {
        sink.saveProgress(table, generation, progress);
    }

    @Override
    public void completeSeed(TableSchema table, int generation, SourceIdentity source) {
        sink.completeSeed(table, generation, source);
    }

    @Override
    public void storeMarks(Marks marks) {
        sink.storeMarks(marks);
    }

    @Override
    public SinkWriter openWriter(int lane) {
        return new FaultyWriter(sink.openWriter(lane));
    }

    @Override
    public boolean acceptsPartial() {
        return sink.acceptsPartial();
    }

    @Override
    public boolean isKeyed() {
        return sink.isKeyed();
    }

    @Override
    public List<Finding> check() {
        return sink.check();
    }

    @Override
    public void close() {
        sink.close();
    }

    private final class FaultyWriter implements SinkWriter {
        private final SinkWriter writer;

        FaultyWriter(SinkWriter writer) {
            this.writer = writer;
        }

        @Override
        public WriteReport write(ChangeSlice changes, Marks marks) {
            faults.before(changes);
            WriteReport report = writer.write(changes, marks);
            faults.after(changes);
            return report;
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
