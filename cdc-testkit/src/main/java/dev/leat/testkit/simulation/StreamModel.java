package dev.leat.testkit.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.Position;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableSchema;
import dev.leat.core.engine.decision.Rule;
import dev.leat.testkit.simulation.SourceChange.Kind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection: sends what was committed behind its start, in commit order, in batches that are cut anywhere, and between
 * them word of how far the log has come.
 */
final class StreamModel {
    private final CaptureModel capture;
    private final SourceModel source;
    private final StreamStart start;
    private final Set<SourceTable> tables;
    private final Batches batches;
    private final WireSchemas schemas;
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private int nextInLog;
    private @Nullable SourceTransaction current;
    private int nextChange;
    private int ordinal;
    private long sentTo;
    private boolean truncating;

    /**
     * @param tables what is selected; the others are left out, and counted
     */
    StreamModel(CaptureModel capture, StreamStart start, Set<SourceTable> tables, Batches batches) {
        this.capture = capture;
        this.source = capture.source();
        this.start = start;
        this.tables = tables;
        this.batches = batches;
        this.schemas = new WireSchemas(capture.knobs().rules);
        this.sentTo = start.position().sequence();
    }

    StreamStart start() {
        return start;
    }

    /** Whether {@link #read} has something to send. */
    boolean hasMore() {
        return current != null || peek() != null;
    }

    private @Nullable SourceTransaction peek() {
        List<SourceTransaction> log = source.log();
        while (nextInLog < log.size()
                && log.get(nextInLog).commitStart() < start.position().sequence()) {
            nextInLog++;
        }
        if (nextInLog == log.size() || log.get(nextInLog).commitEnd() > source.flushedLsn()) {
            return null;
        }
        return log.get(nextInLog);
    }

    /** The next batch; null when there is nothing to send. */
    @Nullable
    ChangeBatch read() {
        int wanted = capture.chance().from(1, capture.knobs().maxBatchChanges);
        while (true) {
            SourceTransaction transaction = current;
            if (transaction == null) {
                SourceTransaction next = peek();
                if (next == null || truncating || builder.size() >= wanted) {
                    return builder.size() == 0 ? null : build(position(sentTo));
                }
                begin(next);
            } else if (nextChange == transaction.changes().size()) {
                if (builder.size() > 0 && capture.chance().percent(capture.knobs().loneCommit)) {
                    return build(null);
                }
                boolean empty = builder.size() == 0;
                commit(transaction);
                if (empty) {
                    return build(position(sentTo));
                }
            } else {
                SourceChange change = transaction.changes().get(nextChange);
                boolean truncate = change.kind() == Kind.TRUNCATE && isSent(change);
                boolean cut =
                        truncate == truncating ? truncate && capture.chance().percent(50) : true;
                if (builder.size() > 0 && (cut || (!truncate && builder.size() >= wanted))) {
                    return build(null);
                }
                truncating = truncate;
                nextChange++;
                if (change.table().isSent(change)) {
                    send(transaction, change);
                }
            }
        }
    }

    /** Word of how far the log has come, without any change; may be sent inside a transaction, then it lies before it. */
    ChangeBatch keepalive() {
        SourceTransaction next = current == null ? peek() : current;
        long most = next == null ? source.flushedLsn() : Math.min(next.commitStart(), source.flushedLsn());
        long at = capture.chance().percent(60)
                ? most
                : least() + 8 * capture.chance().below((most - least()) / 8 + 1);
        if (current == null) {
            sentTo = Math.max(sentTo, at);
        }
        return track(current == null && at == sentTo ? announced(at) : ChangeBatch.progress(position(at)), at);
    }

    /** A table that was altered and not written since is announced at a place that lies behind the alteration. */
    private ChangeBatch announced(long at) {
        ChangeBatchBuilder progress = new ChangeBatchBuilder();
        tables.forEach(table -> progress.announce(schemas.committed(table, source, at)));
        return progress.build(position(at));
    }

    /** A connection begins to read the log before the place from which it sends, and may name such places. */
    private long least() {
        long began = start.position().sequence();
        return sentTo == began ? began - 64 : sentTo;
    }

    private boolean isSent(SourceChange change) {
        return change.table().isSent(change) && tables.contains(change.table());
    }

    private void begin(SourceTransaction transaction) {
        nextInLog++;
        current = transaction;
        nextChange = 0;
        ordinal = 0;
        long sequence = capture.knobs().rules.holds(Rule.C5) ? transaction.commitStart() : transaction.commitEnd();
        byte[] id = text(transaction.id());
        byte[] from = text(transaction.commitStart());
        builder.begin(sequence, transaction.commitStart(), id, id.length, from, from.length);
    }

    private void commit(SourceTransaction transaction) {
        byte[] end = text(transaction.commitEnd());
        builder.commit(end, end.length);
        current = null;
        sentTo = transaction.commitEnd();
    }

    private void send(SourceTransaction transaction, SourceChange change) {
        SourceRow after = change.after();
        boolean halves = movesKey(change);
        if (tables.contains(change.table())) {
            write(change, schemas.at(change.table(), change.lsn()));
        } else {
            builder.skip();
            if (halves) {
                builder.skip();
            }
        }
        count(transaction, change.number());
        if (halves && after != null) {
            count(transaction, after.version());
        }
    }

    private boolean movesKey(SourceChange change) {
        boolean keyed = WireSchemas.isKeyed(change.table(), capture.knobs().rules);
        return change.kind() == Kind.MOVE || (change.kind() == Kind.UPDATE && !keyed);
    }

    private void count(SourceTransaction transaction, long number) {
        List<Long> numbers = transaction.numbers();
        if (numbers.size() == ordinal) {
            numbers.add(number);
        }
        Violation.unless(
                numbers.get(ordinal) == number, Violation.MODEL, () -> "ordinals differ from connection to connection");
        ordinal++;
    }

    private void write(SourceChange change, TableSchema schema) {
        SourceRow before = change.before();
        SourceRow after = change.after();
        Operation operation = switch (change.kind()) {
            case INSERT -> Operation.INSERT;
            case UPDATE, MOVE -> Operation.UPDATE;
            case DELETE -> Operation.DELETE;
            case TRUNCATE -> Operation.TRUNCATE;
            case REWRITE -> throw new IllegalArgumentException("a rewrite sends nothing");
        };
        BeforeImage image = BeforeImage.ABSENT;
        if (before != null && change.table().hasFullIdentity()) {
            image = BeforeImage.FULL;
        } else if (before != null && change.kind() != Kind.UPDATE) {
            image = BeforeImage.KEY;
        }
        builder.open(operation, schema, after != null, image);
        if (after != null) {
            RowBytes.after(builder, change.key(), after, change.carriesText());
        }
        if (before != null && image != BeforeImage.ABSENT) {
            RowBytes.before(builder, change.oldKey(), before, image);
        }
        builder.close();
    }

    private ChangeBatch build(@Nullable Position end) {
        truncating = false;
        return batches.given(builder.build(end, batches));
    }

    private ChangeBatch track(ChangeBatch progress, long at) {
        // A batch without a recycler of ours: it has no bytes, so nobody can keep it too long.
        capture.trace().event("keepalive", at, () -> "at " + at);
        return progress;
    }

    private static Position position(long lsn) {
        return SourceModel.position(lsn);
    }

    private static byte[] text(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }
}
