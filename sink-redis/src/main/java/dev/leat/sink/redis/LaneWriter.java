package dev.leat.sink.redis;

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
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One lane: encodes changes into parts of bounded size, sends the next ones while the server works on those before, and
 * matches every reply to the change that its command came from.
 */
final class LaneWriter implements SinkWriter {
    static final int MAX_PART_COMMANDS = 4096;

    /** Small, so that the server begins early and the last part is short; several are under way at once. */
    private static final int MAX_PART_BYTES = 32 * 1024;

    private static final int MAX_PARTS_UNDER_WAY = 16;
    private static final int MAX_KEPT_BYTES = 1024 * 1024;
    private static final int MAX_PLANS = 1024;

    private final RedisConnection connection;
    private final Function<TableId, OpenTable> tables;
    private final Runnable whenClosed;
    private final IdentityHashMap<TableSchema, TablePlan> plans = new IdentityHashMap<>();
    private final RespBuffer out = new RespBuffer(2 * MAX_PART_BYTES);
    private final ChangeCommands commands;
    private final Mode mode;
    private final List<RejectedChange> rejected = new ArrayList<>();

    private final Deque<Part> underWay = new ArrayDeque<>();
    private final Deque<Part> spare = new ArrayDeque<>();
    private Part next = new Part();
    private @Nullable TableSchema lastSchema;
    private @Nullable TablePlan lastPlan;
    private boolean failed;

    /**
     * @param form what becomes of the changes
     * @param reserved what the names of Leat's own state begin with
     * @param tables finds a selected table
     * @param whenClosed closes the connection
     */
    LaneWriter(
            RedisConnection connection,
            ChangeForm form,
            String reserved,
            Function<TableId, OpenTable> tables,
            Runnable whenClosed) {
        this.connection = connection;
        this.mode = form.mode();
        this.commands = form.commands(out, InstantSource.system(), reserved);
        this.tables = tables;
        this.whenClosed = whenClosed;
    }

    @Override
    public WriteReport write(ChangeSlice changes, Marks marks) {
        if (failed) {
            throw new CdcException(ErrorKind.INTERNAL, "a writer whose write failed was used again");
        }
        failed = true;
        rejected.clear();
        ChangeCursor change = changes.cursor();
        while (change.next()) {
            if (change.operation() == Operation.TRUNCATE
                    && truncate(tables.apply(change.schema().table()))) {
                continue;
            }
            encode(change);
            if (out.length() >= MAX_PART_BYTES || next.count >= MAX_PART_COMMANDS) {
                send();
            }
        }
        finish();
        failed = false;
        return rejected.isEmpty() ? WriteReport.COMPLETE : new WriteReport(rejected);
    }

    @Override
    public void close() {
        whenClosed.run();
    }

    /** Removes what the keys of a table hold; false in modes without such keys, where a TRUNCATE is a change like others. */
    private boolean truncate(OpenTable table) {
        if (!table.mode().isKeyed()) {
            return false;
        }
        finish();
        if (table.mode() == Mode.INVALIDATE) {
            Invalidation.of(table, connection);
        } else {
            new Sweep(connection, table.keys(), table.mode().rowType()).allRows();
        }
        return true;
    }

    private void encode(ChangeCursor change) {
        boolean isMessage = change.operation() == Operation.MESSAGE;
        int count = isMessage ? commands.writeMessage(change) : commands.write(plan(change.schema()), change);
        if (count == ChangeCommands.TOO_LONG) {
            reject(
                    change.index(),
                    (isMessage ? "it" : "a value of " + change.schema().table()) + " is longer than "
                            + ChangeCommands.MAX_VALUE_BYTES + " bytes, the most that Redis takes");
        } else {
            next.add(change.index(), count);
        }
    }

    private TablePlan plan(TableSchema schema) {
        TablePlan known = lastPlan;
        if (known != null && schema == lastSchema && known.isCurrent()) {
            return known;
        }
        TablePlan plan = plans.get(schema);
        if (plan == null || !plan.isCurrent()) {
            finish();
            OpenTable table = tables.apply(schema.table());
            KnownColumns columns = table.columns();
            plan = new TablePlan(table, schema, columns == null ? 0 : columns.settle(schema, connection));
            if (plans.size() >= MAX_PLANS) {
                plans.clear();
            }
            plans.put(schema, plan);
        }
        lastSchema = schema;
        lastPlan = plan;
        return plan;
    }

    /** Sends what was encoded; reads the oldest replies when many are owed. */
    private void send() {
        if (next.count == 0) {
            return;
        }
        connection.write(out.array(), out.length());
        out.clear(MAX_KEPT_BYTES);
        underWay.add(next);
        next = spare.isEmpty() ? new Part() : spare.remove();
        if (underWay.size() > MAX_PARTS_UNDER_WAY) {
            receive(underWay.remove());
        }
    }

    /** Sends what was encoded and reads all replies. */
    private void finish() {
        send();
        while (!underWay.isEmpty()) {
            receive(underWay.remove());
        }
    }

    private void receive(Part sent) {
        List<@Nullable Object> replies = connection.replies(sent.count);
        for (int i = 0; i < sent.count; i++) {
            String error = RedisConnection.error(replies.get(i));
            if (error != null) {
                if (!ReplyErrors.code(error).equals(ReplyErrors.WRONGTYPE)) {
                    throw connection.failure(error);
                }
                reject(
                        sent.changes[i],
                        "WRONGTYPE: the key in Redis holds another type of value than mode " + mode.text() + " writes");
            }
        }
        sent.count = 0;
        spare.add(sent);
    }

    private void reject(int change, String reason) {
        boolean known = !rejected.isEmpty() && rejected.get(rejected.size() - 1).index() == change;
        if (!known) {
            rejected.add(new RejectedChange(change, reason));
        }
    }

    /** Which change each command came from. */
    private static final class Part {
        private int[] changes = new int[512];
        private int count;

        void add(int change, int commandCount) {
            if (count + commandCount > changes.length) {
                changes = Arrays.copyOf(changes, 2 * changes.length);
            }
            for (int i = 0; i < commandCount; i++) {
                changes[count++] = change;
            }
        }
    }
}
