package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Tables;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import dev.leat.capture.postgres.selection.CapturedTable;
import dev.leat.capture.postgres.session.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks whether the log still says of old rows which they were. When a table loses its identity the server rejects the
 * application's own UPDATE and DELETE, for as long as the table is published; the stream has nothing to tell of that.
 */
final class IdentityWatch {
    private final List<Integer> oids;

    /** Where one had none from the start, updates are not published, and none is needed. */
    IdentityWatch(List<CapturedTable> tables) {
        this.oids = tables.stream().allMatch(CapturedTable::isIdentified)
                ? tables.stream().map(table -> table.snapshot().oid()).toList()
                : List.of();
    }

    Optional<CdcException> look(Connection session) throws SQLException {
        Map<TableId, ReplicaIdentity> lost = new Tables(session).unidentified(oids);
        return lost.entrySet().stream()
                .findFirst()
                .map(first -> failure(first.getKey(), first.getValue(), lost.size() - 1));
    }

    private static CdcException failure(TableId table, ReplicaIdentity identity, int others) {
        String alter = "ALTER TABLE " + Sql.qualified(table.schema(), table.name()) + " REPLICA IDENTITY ";
        return new CdcException(
                ErrorKind.SETUP,
                table + " has lost its replica identity (" + identity + ")"
                        + (others > 0 ? ", as " + others + " more" : "")
                        + ": the server rejects UPDATE and DELETE on it for as long as it is published; choose one of:\n    "
                        + alter + "FULL;\n    " + alter + "DEFAULT; with a primary key\n    " + alter
                        + "USING INDEX <a unique index over columns that are NOT NULL>;");
    }
}
