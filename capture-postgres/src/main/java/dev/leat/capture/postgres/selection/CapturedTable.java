package dev.leat.capture.postgres.selection;

import dev.leat.api.schema.Revision;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.TableColumn.Generated;
import dev.leat.capture.postgres.catalog.TableDefinition;
import dev.leat.capture.postgres.snapshot.SnapshotTable;
import java.util.List;

/**
 * A selected table, as it was found at the start.
 *
 * @param definition what the catalog says
 * @param schema of its rows
 * @param snapshot how it is read
 * @param selectedColumns the columns that the file names; empty: all
 * @param keyColumns the key's columns by name, in the order of its definition
 * @param isIdentified whether the log says of every old row which one it was
 */
public record CapturedTable(
        TableDefinition definition,
        TableSchema schema,
        SnapshotTable snapshot,
        List<String> selectedColumns,
        List<String> keyColumns,
        boolean isIdentified) {
    /** Copies the lists. */
    public CapturedTable {
        selectedColumns = List.copyOf(selectedColumns);
        keyColumns = List.copyOf(keyColumns);
    }

    /** Its name. */
    public TableId id() {
        return snapshot.id();
    }

    /** Whether it has a column whose value the server computes and the publication has to be told to send. */
    public boolean needsGenerated() {
        return definition.columns().stream()
                .anyMatch(column -> column.generated() == Generated.STORED && selects(column.name()));
    }

    /** The same at a revision. */
    CapturedTable at(Revision revision) {
        return new CapturedTable(definition, schema.at(revision), snapshot, selectedColumns, keyColumns, isIdentified);
    }

    /** Whether a column is led. */
    boolean selects(String column) {
        return selectedColumns.isEmpty() || selectedColumns.contains(column);
    }

    /** The name of a key's column, which may have been renamed since, among the columns that there are now. */
    String nameNow(String keyColumn, List<TableColumn> now) {
        int number = definition.columns().stream()
                .filter(known -> known.name().equals(keyColumn))
                .mapToInt(TableColumn::number)
                .findFirst()
                .orElse(0);
        return now.stream()
                .filter(column -> column.number() == number)
                .map(TableColumn::name)
                .findFirst()
                .orElse(keyColumn);
    }

    /** The place of a column among those that the catalog had. */
    int indexOf(String column) {
        return definition.columns().stream().map(TableColumn::name).toList().indexOf(column);
    }
}
