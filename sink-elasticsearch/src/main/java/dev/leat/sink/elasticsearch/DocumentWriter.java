package dev.leat.sink.elasticsearch;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.RejectedChange;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.sink.elasticsearch.OpenTable.Targets;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One lane: encodes changes into bulk requests of bounded size and sends one after the other. */
final class DocumentWriter implements SinkWriter {
    private static final int MAX_PLANS = 1024;

    private final Channel channel;
    private final Function<TableId, OpenTable> tables;
    private final Indices indices;
    private final Seeding seeding;
    private final Truncation truncation;
    private final Limits limits;
    private final BulkSender sender;
    private final Bulk bulk = new Bulk();
    private final IdentityHashMap<TableSchema, Plan> plans = new IdentityHashMap<>();
    private final Map<Integer, String> rejected = new TreeMap<>();
    private @Nullable Plan lastPlan;

    /**
     * When a bulk request is sent.
     *
     * @param maxBytes a bulk has no more bytes than this, unless one document alone is larger
     * @param maxItems a bulk has no more items than this
     * @param sequenceStep what every sequence is a multiple of
     */
    record Limits(int maxBytes, int maxItems, int sequenceStep) {}

    /** What is the same for all rows of one schema version, for the generations that they go to. */
    private static final class Plan {
        private final TableSchema schema;
        private final OpenTable table;
        private final Targets targets;
        private final byte[][] index;
        private final byte[][] delete;

        Plan(TableSchema schema, OpenTable table, Targets targets) {
            this.schema = schema;
            this.table = table;
            this.targets = targets;
            this.index = targets.generations().stream().map(Bulk::indexPrefix).toArray(byte[][]::new);
            this.delete = targets.generations().stream().map(Bulk::deletePrefix).toArray(byte[][]::new);
        }

        boolean isCurrent() {
            return table.targets() == targets;
        }
    }

    /** What writers of one sink share. */
    record Shared(
            Function<TableId, OpenTable> tables,
            Indices indices,
            Seeding seeding,
            Truncation truncation,
            Backoff backoff) {}

    DocumentWriter(Channel channel, Shared shared, Limits limits) {
        this.channel = channel;
        this.tables = shared.tables();
        this.indices = shared.indices();
        this.seeding = shared.seeding();
        this.truncation = shared.truncation();
        this.limits = limits;
        this.sender = new BulkSender(channel, shared.backoff());
    }

    @Override
    public WriteReport write(ChangeSlice changes, Marks marks) {
        rejected.clear();
        bulk.clear(2 * limits.maxBytes());
        ChangeCursor change = changes.cursor();
        while (change.next()) {
            long version = Version.of(change, marks.epoch(), limits.sequenceStep());
            if (change.operation() == Operation.TRUNCATE) {
                flush();
                TableSchema schema = change.schema();
                truncation.truncate(channel, tables.apply(schema.table()), schema, version);
            } else {
                encode(change, version);
                if (bulk.byteCount() >= limits.maxBytes() || bulk.count() >= limits.maxItems()) {
                    flush();
                }
            }
        }
        flush();
        if (rejected.isEmpty()) {
            return WriteReport.COMPLETE;
        }
        return new WriteReport(rejected.entrySet().stream()
                .map(entry -> new RejectedChange(entry.getKey(), entry.getValue()))
                .toList());
    }

    private void encode(ChangeCursor change, long version) {
        Plan plan = plan(change.schema());
        if (change.operation() == Operation.DELETE) {
            bulk.delete(plan.delete, change.before(), change.index(), version);
            return;
        }
        boolean isRead = change.operation() == Operation.READ;
        if (!bulk.index(plan.index, change.after(), change.index(), version, isRead)) {
            throw new CdcException(
                    ErrorKind.INTERNAL,
                    "a row of " + change.schema().table()
                            + " came without all its columns to a sink that takes whole rows");
        }
    }

    private Plan plan(TableSchema schema) {
        Plan known = lastPlan;
        if (known != null && known.schema == schema && known.isCurrent()) {
            return known;
        }
        Plan plan = plans.get(schema);
        if (plan == null || !plan.isCurrent()) {
            OpenTable table = tables.apply(schema.table());
            Targets targets = seeding.ensure(channel, table, schema);
            for (Generation generation : targets.generations()) {
                indices.addFields(channel, generation, schema);
            }
            plan = new Plan(schema, table, targets);
            if (plans.size() >= MAX_PLANS) {
                plans.clear();
            }
            plans.put(schema, plan);
        }
        lastPlan = plan;
        return plan;
    }

    private void flush() {
        sender.send(bulk, (item, reason) -> {
            // an index that is being replaced may have fields of other types: what counts is the one that takes its
            // place
            if (!bulk.isOutgoing(item)) {
                rejected.putIfAbsent(bulk.change(item), reason);
            }
        });
        bulk.clear(2 * limits.maxBytes());
    }

    @Override
    public void close() {
        channel.close();
    }
}
