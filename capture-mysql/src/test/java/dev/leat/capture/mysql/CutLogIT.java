package dev.leat.capture.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.PolledStream.Seen;
import dev.leat.capture.mysql.log.Place;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TcpFaultProxy.Direction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** M1, M2: streams that break anywhere in a log of several transactions. */
@Timeout(120)
@Tag("slow")
final class CutLogIT {
    private static final KindServers SERVERS = new KindServers();

    /** Fewer than the larger transactions have. */
    private static final int MAX_CHANGES = 2;

    /** An event's length and what the server puts in front: the packet's header and a zero. */
    private static final int PACKET_BYTES = 5;

    private static final List<String> CHANGES =
            List.of("insert 1", "insert 2", "insert 3", "insert 4", "update 1", "delete 2", "insert 5", "truncate");

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingWhereverTheConnectionIsCut(LogKind kind) throws SQLException {
        try (BinlogDatabase database = items(kind);
                TcpFaultProxy proxy = TcpFaultProxy.to(SERVERS.of(kind));
                MySqlCapture capture = Captures.of(database.leatUrl(proxy.port()), MAX_CHANGES, new MemoryState())) {
            capture.source();
            capture.tables();
            int begun = 0;
            for (long bytes : cuts(database)) {
                PolledStream first = PolledStream.again(capture);
                proxy.limitRate(20_000); // the stream is polled between events, too
                proxy.cutAfter(Direction.TO_CLIENT, bytes);
                write(database);
                while (true) {
                    try {
                        first.poll();
                        first.confirm();
                    } catch (CdcException failure) {
                        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.CONNECTION);
                        break;
                    }
                }
                first.close();
                await().until(() -> proxy.connectionCount() == 0);
                proxy.pass();
                begun += first.begun().isEmpty() ? 0 : 1;

                try (PolledStream rest = PolledStream.again(capture)) {
                    rest.awaitWhole(CHANGES.size() - first.whole().size());
                    rest.confirm();
                    assertThat(texts(first.whole(), rest.whole()))
                            .as("cut after %d bytes", bytes)
                            .isEqualTo(CHANGES);
                    // the same numbers, by which targets know that they have seen them
                    assertThat(rest.whole().subList(0, first.begun().size())).isEqualTo(first.begun());
                }
            }
            assertThat(begun)
                    .as("cuts within a transaction that was delivered in part")
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnBehindEachPositionThatWasConfirmed(LogKind kind) throws SQLException {
        try (BinlogDatabase database = items(kind)) {
            MemoryState state = new MemoryState();
            List<Confirmed> confirmed = new ArrayList<>();
            List<Seen> all;
            try (MySqlCapture capture = Captures.of(database.leatUrl(), MAX_CHANGES, state);
                    PolledStream stream = PolledStream.open(capture)) {
                confirmed.add(new Confirmed(copy(state), 0));
                write(database);
                while (stream.whole().size() < CHANGES.size()) {
                    boolean hasPosition = stream.poll();
                    stream.confirm();
                    if (hasPosition || !stream.begun().isEmpty()) {
                        confirmed.add(new Confirmed(copy(state), stream.whole().size()));
                    }
                }
                all = stream.whole();
            }
            assertThat(texts(all, List.of())).isEqualTo(CHANGES);
            assertThat(confirmed).hasSizeGreaterThan(5);

            for (Confirmed at : confirmed) {
                try (MySqlCapture capture = Captures.of(database.leatUrl(), MAX_CHANGES, at.state());
                        PolledStream rest = PolledStream.open(capture)) {
                    rest.awaitWhole(all.size() - at.count());
                    assertThat(rest.whole()).isEqualTo(all.subList(at.count(), all.size()));
                }
            }
        }
    }

    private static BinlogDatabase items(LogKind kind) {
        BinlogDatabase database = SERVERS.of(kind).createDatabase();
        database.execute("CREATE TABLE items (id INT PRIMARY KEY, note TEXT)");
        return database;
    }

    /** Leaves the table as it was. */
    private static void write(BinlogDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO items VALUES (1, 'a'), (2, 'b'), (3, 'c')");
            statement.execute("INSERT INTO items VALUES (4, 'd')");
            connection.commit();
            statement.execute("UPDATE items SET note = 'x' WHERE id = 1");
            statement.execute("DELETE FROM items WHERE id = 2");
            statement.execute("INSERT INTO items VALUES (5, 'e')");
            connection.commit();
            statement.execute("TRUNCATE TABLE items");
        }
    }

    /** The ends of the events that {@link #write} logs, as the client sees them. */
    private static List<Long> cuts(BinlogDatabase database) throws SQLException {
        List<Long> cuts = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            Place begin = LogEnds.of(database.server());
            write(database);
            long end = LogEnds.of(database.server()).offset();
            long packets = 0;
            try (ResultSet row =
                    statement.executeQuery("SHOW BINLOG EVENTS IN '" + begin.file() + "' FROM " + begin.offset())) {
                boolean more = row.next();
                while (more) {
                    more = row.next(); // an event ends where the next one begins: MariaDB does not always tell its end
                    packets++;
                    long sent = (more ? row.getLong("Pos") : end) - begin.offset() + packets * PACKET_BYTES;
                    cuts.add(sent);
                }
            }
        }
        cuts.remove(cuts.size() - 1); // the last one's end may never come: lengths of numbers differ
        return cuts;
    }

    private static List<String> texts(List<Seen> first, List<Seen> second) {
        return Stream.concat(first.stream(), second.stream()).map(Seen::text).toList();
    }

    private static MemoryState copy(MemoryState state) {
        MemoryState copy = new MemoryState();
        copy.write("cursor", state.read("cursor").orElseThrow());
        return copy;
    }

    /** What was stored when so many changes had been delivered. */
    private record Confirmed(MemoryState state, int count) {}
}
