package dev.leat.sink.elasticsearch;

import dev.leat.api.Belonging;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.SchemaChange;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.sink.elasticsearch.DocumentWriter.Limits;
import dev.leat.sink.elasticsearch.OpenTable.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The sink of type {@code elasticsearch}. */
final class ElasticsearchSink implements Sink {
    private static final Set<String> METADATA_FIELDS = Set.of(
            "_id",
            "_index",
            "_source",
            "_routing",
            "_ignored",
            "_ignored_source",
            "_doc_count",
            "_field_names",
            "_nested_path",
            "_seq_no",
            "_primary_term",
            "_tier",
            "_type",
            "_version",
            "_feature",
            "_size",
            "_meta",
            "_data_stream_timestamp",
            "_inference_fields");

    private final Cluster cluster;
    private final Channel control;
    private final IndexTemplate template;
    private final BulkSize bulkSize;
    private final StateIndex stateIndex;
    private final OwnedState state;
    private final Indices indices;
    private final Seeding seeding;
    private final Truncation truncation;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private volatile Map<TableId, OpenTable> tables = Map.of();
    private volatile List<TableSchema> schemas = List.of();
    private volatile int sequenceStep = 1;

    /**
     * When a bulk request is sent.
     *
     * @param maxBytes a bulk has no more bytes than this, unless one document alone is larger
     * @param maxItems a bulk has no more items than this
     */
    record BulkSize(int maxBytes, int maxItems) {}

    ElasticsearchSink(Endpoint endpoint, IndexTemplate template, BulkSize bulkSize, SinkContext context) {
        // one more for the control thread, and one for a lane whose old request is still being cancelled
        this.cluster = new Cluster(endpoint, context.lanes() + 2);
        this.control = cluster.channel();
        this.template = template;
        this.bulkSize = bulkSize;
        this.stateIndex = new StateIndex(context.pipeline(), context.sink(), backoff);
        this.state = new OwnedState(stateIndex);
        this.indices = new Indices(context.pipeline(), context.sink());
        this.seeding = new Seeding(indices, state);
        this.truncation = new Truncation(state, seeding, backoff);
    }

    @Override
    public void open(SourceTables source) {
        Map<TableId, OpenTable> opened = new LinkedHashMap<>();
        for (TableSchema schema : source.tables()) {
            requireColumnNames(schema);
            opened.put(schema.table(), new OpenTable(schema, alias(source, schema)));
        }
        IndexCollisions.refuse(List.copyOf(opened.values()), template);
        tables = Map.copyOf(opened);
        schemas = source.tables();
        sequenceStep = source.sequenceStep();
    }

    private String alias(SourceTables source, TableSchema schema) {
        try {
            return template.name(source.displayName(schema.table()));
        } catch (IllegalArgumentException e) {
            throw new CdcException(
                    ErrorKind.CONFIG,
                    "the target takes no index for " + schema.table() + ": " + e.getMessage()
                            + "; change the option index, now " + template.text() + ", or exclude the table");
        }
    }

    private static void requireColumnNames(TableSchema schema) {
        for (Column column : schema.columns()) {
            String name = column.name();
            boolean isPath = name.startsWith(".") || name.endsWith(".") || name.contains("..") || name.isBlank();
            if (METADATA_FIELDS.contains(name) || isPath) {
                throw new CdcException(
                        ErrorKind.CONFIG,
                        "the column \"" + name + "\" of " + schema.table()
                                + " has a name that no field of a document may have: rename it, or leave it out with"
                                + " columns: [...]");
            }
        }
    }

    @Override
    public void connect() {
        stateIndex.read(control);
        for (OpenTable table : tables.values()) {
            indices.read(control, table);
        }
    }

    @Override
    public long claim(String owner) {
        long term = state.claim(control, owner);
        for (TableSchema schema : schemas) {
            truncation.repeat(control, table(schema.table()), schema);
        }
        return term;
    }

    @Override
    public SeedState seedState(TableId table) {
        return seeding.seedState(control, table(table));
    }

    @Override
    public Optional<Marks> marks() {
        return state.marks(control);
    }

    @Override
    public int beginSeed(TableSchema table, boolean anew) {
        return seeding.begin(control, table(table.table()), table, anew);
    }

    @Override
    public void saveProgress(TableId table, int generation, String progress) {
        seeding.saveProgress(control, table(table), generation, progress);
    }

    @Override
    public void completeSeed(TableSchema table, int generation, SourceIdentity source) {
        seeding.complete(control, table(table.table()), generation, source);
    }

    /** A field has the type that it was made with; another one needs another index. */
    @Override
    public SchemaAnswer changeSchema(SchemaChange change) {
        TableSchema schema = change.schema();
        requireColumnNames(schema);
        Targets targets = seeding.find(control, table(schema.table()));
        if (targets == null) {
            return SchemaAnswer.DONE;
        }
        if (!indices.takes(control, targets.newest(), schema)) {
            return SchemaAnswer.NEW_GENERATION;
        }
        return Sink.super.changeSchema(change);
    }

    @Override
    public void storeMarks(Marks marks) {
        state.storeMarks(control, marks);
    }

    @Override
    public SinkWriter openWriter(int lane) {
        Channel channel = cluster.channel();
        state.requireOwned(channel);
        return new DocumentWriter(
                channel,
                new DocumentWriter.Shared(this::table, indices, seeding, truncation, backoff),
                new Limits(bulkSize.maxBytes(), bulkSize.maxItems(), sequenceStep));
    }

    @Override
    public boolean acceptsPartial() {
        return false;
    }

    @Override
    public List<Finding> check() {
        return new TargetCheck(control, stateIndex, indices, List.copyOf(tables.values())).findings();
    }

    @Override
    public List<Belonging> belongings() {
        return new SinkBelongings(control, stateIndex, indices).find();
    }

    @Override
    public void close() {
        control.close();
        cluster.close();
    }

    private OpenTable table(TableId id) {
        OpenTable table = tables.get(id);
        if (table == null) {
            throw new CdcException(
                    ErrorKind.INTERNAL,
                    "table " + id + " was not opened in the sink for Elasticsearch at " + cluster.endpoint());
        }
        return table;
    }

    @Override
    public String toString() {
        return "ElasticsearchSink[" + cluster.endpoint() + ", " + template + "]";
    }
}
