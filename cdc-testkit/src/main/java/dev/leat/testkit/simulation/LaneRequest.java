package dev.leat.testkit.simulation;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.schema.TableId;
import dev.leat.core.engine.decision.LaneWrite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a write as a sink does: change by change, out of the batch. */
final class LaneRequest {
    private LaneRequest() {}

    static List<SinkOp> read(LaneWrite write, long epoch, SinkModel sink, SourceModel source) {
        List<SinkOp> ops = new ArrayList<>();
        ChangeCursor change = write.changes().cursor();
        while (change.next()) {
            ops.add(op(change, epoch, sink, source));
        }
        return ops;
    }

    private static SinkOp op(ChangeCursor change, long epoch, SinkModel sink, SourceModel source) {
        int table = index(change.schema().table(), source);
        Version version = new Version(epoch, change.sequence(), change.ordinal());
        int generation = sink.table(table).generation();
        int server = source.serverNumber();
        int schema = WireSchemas.version(change.schema());
        Operation operation = change.operation();
        if (operation == Operation.TRUNCATE) {
            return new SinkOp(
                    table, operation, "", -1, none(), version, number(change, source), generation, schema, server);
        }
        Row key = change.key();
        String text = keyText(key);
        int keyNumber = key.schema().keyColumnCount() == 1 ? (int) key.longValue(WireSchemas.ID) : -1;
        if (operation == Operation.DELETE) {
            long number = change.ordinal() == ChangeBatch.READ_ORDINAL
                    ? source.table(table)
                            .history(keyNumber)
                            .loggedUpTo(change.sequence() + 1)
                            .number()
                    : number(change, source);
            return new SinkOp(table, operation, text, keyNumber, none(), version, number, generation, schema, server);
        }
        Row after = change.after();
        boolean leavesAlone = after.isUnchanged(WireSchemas.TEXT);
        if (leavesAlone) {
            Violation.unless(
                    operation == Operation.UPDATE && sink.kind().acceptsPartial(),
                    "P8",
                    () -> sink.name() + " is to write a row whose text nobody knows: " + operation + " " + text);
        }
        long value = leavesAlone
                ? StoredRow.MISSING
                : after.isNull(WireSchemas.TEXT) ? SourceRow.NULL : after.longValue(WireSchemas.TEXT);
        SourceRow row = new SourceRow(after.longValue(WireSchemas.VERSION), value);
        return new SinkOp(table, operation, text, keyNumber, row, version, row.version(), generation, schema, server);
    }

    private static SourceRow none() {
        return new SourceRow(0, 0);
    }

    private static int index(TableId table, SourceModel source) {
        return source.tables().stream()
                .filter(candidate -> candidate.id().equals(table))
                .findFirst()
                .orElseThrow()
                .index();
    }

    private static String keyText(Row key) {
        StringBuilder text = new StringBuilder();
        for (int part = 0; part < key.schema().keyColumnCount(); part++) {
            text.append(part == 0 ? "" : ":").append(key.longValue(key.schema().keyColumn(part)));
        }
        return text.toString();
    }

    /** What the log itself does not carry: which of the source's changes it is. */
    static long number(ChangeCursor change, SourceModel source) {
        String id = new String(
                change.texts(), change.transactionIdOffset(), change.transactionIdLength(), StandardCharsets.US_ASCII);
        return source.transaction(Integer.parseInt(id)).numbers().get(change.ordinal());
    }
}
