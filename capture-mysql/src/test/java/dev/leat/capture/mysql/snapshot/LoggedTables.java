package dev.leat.capture.mysql.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.PayloadLimits;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.binlog.WireSchemas;
import dev.leat.capture.mysql.log.LogEnd;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.MySqlUrl;
import dev.leat.capture.mysql.session.Secret;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.ZeroDates;
import dev.leat.capture.mysql.wire.BinlogConnection;
import dev.leat.capture.mysql.wire.BinlogStream;
import dev.leat.capture.mysql.wire.DumpStart;
import dev.leat.capture.mysql.wire.PacketBuffer;
import dev.leat.capture.mysql.wire.ReplicaId;
import dev.leat.capture.mysql.xa.XaCommits;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tables of a database as its log announces them, and the transactions that wrote them: what a stream would deliver. */
final class LoggedTables implements SnapshotTables {
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);
    private static final byte[] NO_POSITION = "x".getBytes(US_ASCII);

    private final BinlogDatabase database;
    private final WireSchemas schemas;
    private final Map<String, String> catalogTypes;
    private final LogOrder order;
    private final Map<TableId, ReadTable> tables = new ConcurrentHashMap<>();
    private final Map<TableId, Long> versions = new ConcurrentHashMap<>();
    private final List<Committed> transactions = new ArrayList<>();
    private final Map<String, ChangeBatch> prepared = new HashMap<>();
    private final XaCommits commits = new XaCommits();
    private Place place;

    /** A transaction that wrote a table of the database. */
    record Committed(String id, long sequence, ChangeBatch changes) {}

    /**
     * From the log's end on.
     *
     * @param catalogTypes by {@code table.column}, where the log does not tell them
     */
    LoggedTables(BinlogDatabase database, ZeroDates zeroDates, Map<String, String> catalogTypes) {
        this.database = database;
        this.schemas = new WireSchemas(zeroDates, catalogTypes);
        this.catalogTypes = catalogTypes;
        try (Session session = Session.open(login())) {
            this.place = LogEnd.read(session);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        this.order = new LogOrder(place.number(), 0);
    }

    /** The role of a pipeline. */
    Login login() {
        return login(BinlogServer.USER, database.server());
    }

    static Login login(String user, BinlogServer server) {
        return Login.of(
                MySqlUrl.parse("mysql://" + server.host() + ":" + server.port()),
                user,
                new Secret(BinlogServer.PASSWORD),
                null);
    }

    LogOrder order() {
        return order;
    }

    XaCommits commits() {
        return commits;
    }

    TableId id(String table) {
        return new TableId(database.name(), table);
    }

    List<Committed> transactions() {
        return transactions;
    }

    @Override
    public ReadTable describe(TableId table, Session session) {
        return known(table);
    }

    /** The table as the log announced it last. */
    ReadTable known(TableId table) {
        ReadTable known = tables.get(table);
        if (known == null) {
            throw new IllegalStateException("the log has no row of " + table);
        }
        return known;
    }

    Map<TableId, ReadTable> tables() {
        return tables;
    }

    /** Reads on to the end of the log. */
    LoggedTables catchUp() {
        PacketBuffer buffer = new PacketBuffer();
        try (BinlogConnection connection = BinlogConnection.open(login(), ReplicaId.random(new Random()));
                BinlogStream stream =
                        connection.dump(new DumpStart.File(place.file(), place.offset()), MAX_SILENCE, false);
                Reading reading = new Reading()) {
            while (!stream.isAtEnd()) {
                while (stream.next(buffer)) {
                    reading.event(buffer.bytes(), buffer.eventStart(), buffer.eventEnd() - buffer.eventStart());
                }
                buffer.compact();
                stream.read(buffer, MAX_SILENCE);
            }
        }
        return this;
    }

    private SchemaResolver.@Nullable Resolved resolve(TableMapEvent map) {
        if (!map.table().schema().equals(database.name())) {
            return null;
        }
        SchemaResolver.Resolved resolved = schemas.resolve(map);
        if (resolved == null) {
            return null;
        }
        Long version = versions.put(map.table(), map.tableId());
        if (version == null || version != map.tableId()) {
            List<WireColumn> columns = map.columns().stream()
                    .map(column -> column.type() == 245
                            ? column
                            : column.withCatalogType(
                                    catalogTypes.get(map.table().name() + "." + column.name())))
                    .toList();
            tables.put(map.table(), new ReadTable(resolved.schema(), columns));
        }
        return new SchemaResolver.Resolved(known(map.table()).schema(), resolved.wireColumns());
    }

    private final class Reading implements AutoCloseable {
        private final BinlogDecoder decoder = new BinlogDecoder(LoggedTables.this::resolve, PayloadLimits.DEFAULT);
        private ChangeBatchBuilder builder = new ChangeBatchBuilder();
        private long sequence;
        private boolean isNamed;

        void event(byte[] bytes, int offset, int length) {
            Place begin = new Place(decoder.file(), decoder.position());
            Decoded answer = decoder.decode(bytes, offset, length, builder);
            boolean isBegin = answer == Decoded.BEGIN || answer == Decoded.XA_BEGIN;
            if (answer == Decoded.GTID || (isBegin && !isNamed)) {
                sequence = order.ofTransaction(begin);
            }
            isNamed = answer == Decoded.GTID;
            take(answer);
            while (answer == Decoded.PAYLOAD) {
                Decoded inside = decoder.decodeNext(builder);
                if (inside == null) {
                    break;
                }
                take(inside);
            }
            place = new Place(decoder.file(), decoder.position());
        }

        private void take(Decoded answer) {
            switch (answer) {
                case BEGIN, XA_BEGIN -> {
                    byte[] id = decoder.gtid().toString().getBytes(US_ASCII);
                    builder.begin(sequence, 0, id, id.length, NO_POSITION, 0);
                }
                case COMMIT, XA_COMMITTED_AT_ONCE -> committed(end());
                case XA_PREPARED -> prepared.put(decoder.xid(), end());
                case XA_COMMITTED -> {
                    ChangeBatch rows = prepared.remove(decoder.xid());
                    if (rows != null) {
                        commits.add(sequence, decoder.xid());
                        committed(rows);
                    }
                }
                case XA_ROLLED_BACK -> prepared.remove(decoder.xid());
                case ROLLBACK -> builder = new ChangeBatchBuilder();
                default -> {}
            }
        }

        private ChangeBatch end() {
            builder.commit(NO_POSITION, 0);
            return builder.build(null);
        }

        private void committed(ChangeBatch batch) {
            if (batch.size() > 0) {
                transactions.add(new Committed(decoder.gtid().toString(), sequence, batch));
            }
        }

        @Override
        public void close() {
            decoder.close();
        }
    }
}
