package dev.leat.core.sink;

import dev.leat.api.Finding;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import java.util.List;
import java.util.Optional;

/** A sink without a server: a target for changes, and a ledger in the pipeline's state for all else. */
final class LocalSink implements Sink {
    private final SeedLedger ledger;
    private final LocalTarget target;

    LocalSink(SinkContext context, LocalTarget target) {
        this.ledger = new SeedLedger(context.state(), context.sink());
        this.target = target;
    }

    /** A line tells its table by the full name. */
    @Override
    public void open(SourceTables tables) {
        tables.requireDistinctNames();
    }

    @Override
    public long claim(String owner) {
        target.open();
        return ledger.raiseTerm();
    }

    @Override
    public SeedState seedState(TableId table) {
        return ledger.seedState(table);
    }

    @Override
    public Optional<Marks> marks() {
        return ledger.marks();
    }

    @Override
    public int beginSeed(TableSchema table, boolean anew) {
        return ledger.begin(table.table(), anew);
    }

    @Override
    public void saveProgress(TableId table, int generation, String progress) {
        ledger.saveProgress(table, generation, progress);
    }

    /** What was written stays written: there are no rows of older generations to remove, only lines that tell of them. */
    @Override
    public void completeSeed(TableSchema table, int generation, SourceIdentity source) {
        ledger.complete(table.table(), generation, source);
    }

    @Override
    public void storeMarks(Marks marks) {
        ledger.storeMarks(marks);
    }

    @Override
    public SinkWriter openWriter(int lane) {
        return target.openWriter();
    }

    @Override
    public boolean acceptsPartial() {
        return true;
    }

    @Override
    public boolean isKeyed() {
        return false;
    }

    @Override
    public boolean takesMessages() {
        return true;
    }

    @Override
    public List<Finding> check() {
        return target.check();
    }

    @Override
    public void close() {
        target.close();
    }
}
