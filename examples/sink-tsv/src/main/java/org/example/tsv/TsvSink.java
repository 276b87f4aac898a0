package org.example.tsv;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The control thread's side: names, ownership, seeds and marks. The lanes' side is {@link TsvWriter}. */
final class TsvSink implements Sink {
    private final Folder folder;
    private final FolderState state;

    /** @param owner whose folder it is: the pipeline and the sink */
    TsvSink(Folder folder, String owner) {
        this.folder = folder;
        this.state = new FolderState(folder, owner);
    }

    /** No I/O: decides by names alone that every table gets files of its own. */
    @Override
    public void open(SourceTables tables) {
        Map<String, TableId> names = new HashMap<>();
        for (TableSchema schema : tables.tables()) {
            TableId table = schema.table();
            String name = FileNames.of(table);
            // some file systems don't tell a from A
            TableId other = names.putIfAbsent(name.toLowerCase(Locale.ROOT), table);
            if (other != null) {
                throw new CdcException(
                        ErrorKind.CONFIG,
                        "the tables " + other + " and " + table + " would share the file " + name
                                + "; exclude one of them or write it to a sink of its own");
            }
        }
    }

    /** Reads what is there and changes nothing, so that a start that can't work ends before the source is touched. */
    @Override
    public void connect() {
        folder.refusal().ifPresent(refusal -> {
            throw new CdcException(ErrorKind.SETUP, refusal.message() + "; run: " + refusal.remedy());
        });
        state.load();
    }

    /** The lock keeps other processes out; the term tells which claim wrote last. */
    @Override
    public long claim(String owner) {
        folder.lock();
        state.load();
        return state.raiseTerm();
    }

    /** What was recorded, unless the table's file is gone: then its rows are gone as well. */
    @Override
    public SeedState seedState(TableId table) {
        return folder.hasFileOf(table) ? state.seed(table) : new SeedState.Unseeded();
    }

    @Override
    public Optional<Marks> marks() {
        return state.marks();
    }

    /** The file is made here, so that the seed state of an empty table has a file to belong to. */
    @Override
    public int beginSeed(TableSchema table, boolean anew) {
        folder.fileOf(table).open();
        return state.beginSeed(table.table(), anew);
    }

    @Override
    public void saveProgress(TableId table, int generation, String progress) {
        state.saveProgress(table, generation, progress);
    }

    /** Lines of older generations stay; a reader takes those of the highest one, which stands in each line. */
    @Override
    public void completeSeed(TableSchema table, int generation, SourceIdentity source) {
        state.completeSeed(table.table(), generation, source);
    }

    @Override
    public void storeMarks(Marks marks) {
        state.storeMarks(marks);
    }

    @Override
    public SinkWriter openWriter(int lane) {
        return new TsvWriter(folder, state::generation);
    }

    /** False, the default, written down: a line shows a whole row, so the engine completes rows that the log left open. */
    @Override
    public boolean acceptsPartial() {
        return false;
    }

    /** Lines are never looked up, so tables without a key are welcome. */
    @Override
    public boolean isKeyed() {
        return false;
    }

    @Override
    public List<Finding> check() {
        return folder.refusal().stream().toList();
    }

    @Override
    public void close() {
        folder.close();
    }
}
