package dev.leat.capture.mysql;

import dev.leat.api.change.Operation;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.state.StateStore;
import dev.leat.capture.mysql.xa.PreparedLimits;
import dev.leat.testkit.plugin.GivenOptions;
import dev.leat.testkit.server.BinlogDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Captures of all tables of a database. */
final class Captures {
    private Captures() {}

    static MySqlCapture of(BinlogDatabase database, StateStore state) {
        return of(database.leatUrl(), 1000, state);
    }

    static MySqlCapture of(String url, int maxChanges, StateStore state) {
        return new MySqlCapture(
                MySqlOptions.read(GivenOptions.of(MySqlOptions.declared(), "url", url)), context(maxChanges, state));
    }

    /** One that keeps so much of prepared transactions in memory. */
    static MySqlCapture keeping(long bytes, String url, int maxChanges, StateStore state) {
        return new MySqlCapture(
                MySqlOptions.read(GivenOptions.of(MySqlOptions.declared(), "url", url)),
                context(maxChanges, state),
                Duration.ofSeconds(30),
                new PreparedLimits(bytes));
    }

    /** One whose dumps have this number. */
    static MySqlCapture withServerId(BinlogDatabase database, long id, StateStore state) {
        return new MySqlCapture(
                MySqlOptions.read(GivenOptions.of(
                        MySqlOptions.declared(), "url", database.leatUrl(), "server-id", Long.toString(id))),
                context(1000, state));
    }

    static CaptureContext context(int maxChanges, StateStore state) {
        return new CaptureContext(
                "test",
                new TableSelection(
                        List.of(),
                        List.of(),
                        Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE)),
                new BatchLimits(maxChanges, 1 << 20, Duration.ofMillis(50)),
                state);
    }
}
