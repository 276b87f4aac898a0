package dev.leat.core.wiring;

import dev.leat.api.Belonging;
import dev.leat.api.Finding;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.SchemaChange;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** A plugin's sink as the engine calls it: with the plugin's own context class loader, and counted. */
final class PluggedSink implements Sink {
    private final Calls calls;
    private final Sink sink;
    private final LongAdder written = new LongAdder();

    PluggedSink(Calls calls, Sink sink) {
        this.calls = calls;
        this.sink = sink;
    }

    /** Changes and seeded rows that it wrote in this process; what was written twice counts twice. */
    long written() {
        return written.sum();
    }

    @Override
    public void open(SourceTables tables) {
        calls.tell(() -> sink.open(tables));
    }

    @Override
    public void connect() {
        calls.tell(() -> sink.connect());
    }

    @Override
    public long claim(String owner) {
        return calls.ask(() -> sink.claim(owner));
    }

    @Override
    public SeedState seedState(TableId table) {
        return calls.ask(() -> sink.seedState(table));
    }

    @Override
    public Optional<Marks> marks() {
        return calls.ask(sink::marks);
    }

    @Override
    public int beginSeed(TableSchema table, boolean anew) {
        return calls.ask(() -> sink.beginSeed(table, anew));
    }

    @Override
    public void saveProgress(TableId table, int generation, String progress) {
        calls.tell(() -> sink.saveProgress(table, generation, progress));
    }

    @Override
    public void completeSeed(TableSchema table, int generation, SourceIdentity source) {
        calls.tell(() -> sink.completeSeed(table, generation, source));
    }

    @Override
    public SchemaAnswer changeSchema(SchemaChange change) {
        return calls.ask(() -> sink.changeSchema(change));
    }

    @Override
    public void storeMarks(Marks marks) {
        calls.tell(() -> sink.storeMarks(marks));
    }

    @Override
    public SinkWriter openWriter(int lane) {
        return new PluggedWriter(calls.ask(() -> sink.openWriter(lane)));
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
        return calls.ask(sink::check);
    }

    @Override
    public List<Belonging> belongings() {
        return calls.askBelongings(sink::belongings);
    }

    @Override
    public void close() {
        calls.tell(sink::close);
    }

    private final class PluggedWriter implements SinkWriter {
        private final SinkWriter writer;

        PluggedWriter(SinkWriter writer) {
            this.writer = writer;
        }

        @Override
        public WriteReport write(ChangeSlice changes, Marks marks) {
            WriteReport report = calls.ask(() -> writer.write(changes, marks));
            written.add(changes.size() - report.rejected().size());
            return report;
        }

        @Override
        public void close() {
            calls.tell(writer::close);
        }
    }
}
