package dev.leat.capture.postgres.selection;

import dev.leat.api.Finding;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.TableDefinition;
import dev.leat.capture.postgres.catalog.TableIndex;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import dev.leat.capture.postgres.session.Sql;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds tables whose old rows the log does not identify. The server would reject UPDATE and DELETE on such a table once a
 * publication publishes those. What counts for a partitioned table is the identity of each partition.
 */
final class IdentityCheck {
    private IdentityCheck() {}

    /** What is wrong with a table, or with one of its partitions. */
    static Optional<Finding> problem(TableDefinition table, List<TableDefinition> partitions) {
        Optional<KeyChoice> key = KeyChoice.of(table);
        if (key.isEmpty()) {
            return Optional.of(finding(
                    table,
                    table.table().id() + " has no usable replica identity (" + identity(table) + ")",
                    table.table().id()));
        }
        boolean wholeRows = table.table().replicaIdentity() == ReplicaIdentity.FULL;
        return partitions.stream()
                .filter(partition -> !identifies(partition, key.get(), wholeRows))
                .findFirst()
                .map(partition -> finding(
                        partition,
                        "partition " + partition.table().id() + " of "
                                + table.table().id() + " has another replica identity (" + identity(partition)
                                + ") than it (" + identity(table) + "), and each partition's own one is in force",
                        table.table().id()));
    }

    private static boolean identifies(TableDefinition partition, KeyChoice key, boolean wholeRows) {
        if (partition.table().replicaIdentity() == ReplicaIdentity.FULL) {
            return true;
        }
        Optional<KeyChoice> own = KeyChoice.of(partition);
        return !wholeRows && own.isPresent() && names(own.get()).equals(names(key));
    }

    private static Set<String> names(KeyChoice key) {
        return new HashSet<>(key.columns().stream().map(TableColumn::name).toList());
    }

    private static String identity(TableDefinition table) {
        ReplicaIdentity identity = table.table().replicaIdentity();
        return switch (identity) {
            case DEFAULT -> "DEFAULT, " + primaryKey(table);
            case INDEX -> index(table.identityIndex());
            case NOTHING, FULL -> identity.name();
        };
    }

    private static String index(Optional<TableIndex> index) {
        return index.isEmpty()
                ? "an index that is gone"
                : index.get().hasExpressions() ? "an index that compares otherwise than its columns do" : "INDEX";
    }

    private static String primaryKey(TableDefinition table) {
        Optional<TableIndex> key = table.primaryKey();
        return key.isEmpty()
                ? "without a primary key"
                : key.get().isDeferrable() ? "with a deferrable primary key" : "by its primary key";
    }

    private static Finding finding(TableDefinition table, String what, TableId excluded) {
        TableId id = table.table().id();
        String alter = "ALTER TABLE " + Sql.qualified(id.schema(), id.name()) + " REPLICA IDENTITY ";
        String index = table.indexes().stream()
                .filter(candidate -> mayIdentify(table, candidate))
                .map(candidate -> Sql.identifier(candidate.name()))
                .findFirst()
                .orElse("<a unique index over columns that are NOT NULL>");
        return SourceFinding.REPLICA_IDENTITY.about(
                id.toString(),
                what + ": the server would reject UPDATE and DELETE on it once it is published",
                "choose one of:\n    " + alter + "USING INDEX " + index + ";\n    " + alter
                        + "FULL;\n    tables: {exclude: [" + yaml(excluded) + "]}");
    }

    private static boolean mayIdentify(TableDefinition table, TableIndex index) {
        return index.isUnique()
                && index.isValid()
                && !index.isDeferrable()
                && !index.isPartial()
                && !index.hasExpressions()
                && index.keyColumns().stream()
                        .allMatch(number -> table.column(number)
                                .filter(TableColumn::isNotNull)
                                .isPresent());
    }

    /** A name as the file wants it: parts that could be taken for something else in double quotes. */
    private static String yaml(TableId table) {
        String name = part(table.schema()) + "." + part(table.name());
        return name.matches("[\\w.]+") ? name : "'" + name.replace("'", "''") + "'";
    }

    private static String part(String name) {
        boolean isBare = name.chars().noneMatch(c -> ".*\"".indexOf(c) >= 0);
        return isBare ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
