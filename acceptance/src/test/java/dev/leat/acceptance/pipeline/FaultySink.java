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

/** A sink whose writes go through {@link SinkFaults}, and which can be crashed before and after each change. */
final class FaultySink implements Sink {
    private final Sink sink;
    private final SinkFaults faults;
    private final CrashPoints.OfRun points;

    FaultySink(Sink sink, SinkFaults faults, CrashPoints.OfRun points) {
        this.sink = sink;
        this.faults = faults;
        this.points = points;
    }

    @Override
    public void open(SourceTables tables) {
        sink.open(tables);
    }

    @Override
    public long claim(String owner) {
        points.before("claim");
        long term = sink.claim(owner);
        points.after("claim");
        return term;
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
        points.before("beginSeed");
        int generation = sink.beginSeed(table, anew);
        points.after("beginSeed");
        return generation;
    }

    @Override
    public void saveProgress(TableId table, int generation, String progress) {
        points.before("saveProgress");
        sink.saveProgress(table, generation, progress);
        points.after("saveProgress");
    }

    @Override
    public void completeSeed(TableSchema table, int generation, SourceIdentity source) {
        points.before("completeSeed");
        sink.completeSeed(table, generation, source);
        points.after("completeSeed");
    }

    @Override
    public void storeMarks(Marks marks) {
        points.before("storeMarks");
        sink.storeMarks(marks);
        points.after("storeMarks");
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
    public boolean takesMessages() {
        return sink.takesMessages();
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
            points.before("write");
            faults.before(changes);
            WriteReport report = writer.write(changes, marks);
            faults.after(changes);
            points.after("write");
            return report;
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
