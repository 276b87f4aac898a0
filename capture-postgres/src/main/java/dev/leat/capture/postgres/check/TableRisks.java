package dev.leat.capture.postgres.check;

import dev.leat.api.Finding;
import dev.leat.api.schema.Column;
import dev.leat.capture.postgres.catalog.LargeColumns;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import dev.leat.capture.postgres.selection.CapturedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is worth knowing of tables that can be captured. */
final class TableRisks {
    private TableRisks() {}

    /**
     * @param large columns by the tables' OIDs
     */
    static List<Finding> findings(List<CapturedTable> tables, Map<Integer, LargeColumns> large) {
        List<Finding> findings = new ArrayList<>();
        tables.stream().filter(TableRisks::isFull).forEach(table -> findings.add(full(table)));
        for (CapturedTable table : tables) {
            LargeColumns columns = large.get(table.snapshot().oid());
            if (columns != null && !isFull(table)) {
                toasted(table, columns, findings);
            }
        }
        tables.stream()
                .filter(table -> table.snapshot().isPartitioned())
                .forEach(table -> findings.add(SourceFinding.PARTITIONED_TABLE.about(
                        table.id().toString(),
                        table.id() + " is partitioned; its partitions are captured through it",
                        "delete rows, or TRUNCATE the root, where targets shall lose them")));
        return findings;
    }

    private static boolean isFull(CapturedTable table) {
        return table.definition().table().replicaIdentity() == ReplicaIdentity.FULL;
    }

    private static Finding full(CapturedTable table) {
        return SourceFinding.IDENTITY_FULL.about(
                table.id().toString(),
                table.id() + " has the replica identity FULL",
                "nothing, if targets want old rows; else, with a primary key: ALTER TABLE ... REPLICA IDENTITY DEFAULT");
    }

    private static void toasted(CapturedTable table, LargeColumns columns, List<Finding> findings) {
        List<String> led = table.schema().columns().stream().map(Column::name).toList();
        String names = columns.names().stream().filter(led::contains).collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            findings.add(SourceFinding.TOASTED_COLUMNS.about(
                    table.id().toString(),
                    table.id() + " has columns for large values (" + names
                            + "), which are stored apart (TOAST); there are "
                            + (columns.areStored() ? "some" : "none yet"),
                    "nothing for sinks that leave unchanged columns alone (redis `hash`); for others leave out columns"
                            + " that targets don't need, with `columns`"));
        }
    }
}
