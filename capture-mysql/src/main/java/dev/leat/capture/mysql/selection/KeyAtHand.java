package dev.leat.capture.mysql.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.catalog.TableColumn;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.value.WireColumn;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The key of a table's rows at a place of the log, or as they are read, where columns may have other names than at the start.
 *
 * @param known the table at the start
 * @param columns that it has there
 * @param primaryKey the names of the primary key's columns there; empty when there is none
 * @param now the table as the catalog has it now: it may be ahead of the log
 */
record KeyAtHand(
        CapturedTable known,
        List<WireColumn> columns,
        List<String> primaryKey,
        Supplier<Optional<TableDefinition>> now) {

    /**
     * The key's columns in the order of its definition; those of the start, all, where there is no key.
     *
     * @throws CdcException SETUP when rows are identified by others than at the start
     */
    List<String> names() {
        KeyChoice key = known.key();
        boolean isThere = key.columns().stream().allMatch(this::has);
        return switch (key.kind()) {
            case PRIMARY -> {
                if (primaryKey.equals(key.columns()) || isRenamed(key)) {
                    yield primaryKey;
                }
                yield asAtStart(isThere);
            }
            case UNIQUE -> primaryKey.isEmpty() && isThere && isBackedNow() ? key.columns() : asAtStart(isThere);
            case NONE -> primaryKey.isEmpty() ? key.columns() : asAtStart(true);
        };
    }

    private boolean has(String column) {
        return columns.stream().anyMatch(there -> there.name().equals(column));
    }

    private boolean isBackedNow() {
        return now.get().filter(table -> !known.key().isBackedBy(table)).isEmpty();
    }

    /** What stands here is another key than at the start; if the catalog has that one now, then this is an old place. */
    private List<String> asAtStart(boolean isThere) {
        boolean isStill = now.get()
                .map(KeyChoice::of)
                .filter(choice -> choice.kind() == known.key().kind())
                .filter(choice -> !choice.isUnique()
                        || choice.columns().equals(known.key().columns()))
                .isPresent();
        if (isThere && isStill) {
            return known.key().columns();
        }
        String missing = known.key().columns().stream()
                .filter(column -> !has(column))
                .findFirst()
                .map(column ->
                        "column " + column + " belongs to the key of " + known.id() + " and is not there any more")
                .orElse(
                        known.key().isUnique()
                                ? "the key of " + known.id() + " is not ("
                                        + String.join(", ", known.key().columns()) + ") any more"
                                : known.id() + " has got a key, (" + String.join(", ", primaryKey) + ")");
        throw new CdcException(
                ErrorKind.SETUP,
                missing
                        + "; give the table that key again, or take the new one and seed the table anew with `leat reseed"
                        + " FILE " + known.id() + "`");
    }

    /** A column that was renamed since has its place and its type still. */
    private boolean isRenamed(KeyChoice key) {
        if (primaryKey.size() != key.columns().size()) {
            return false;
        }
        for (int part = 0; part < primaryKey.size(); part++) {
            String before = key.columns().get(part);
            String there = primaryKey.get(part);
            if (!before.equals(there) && (has(before) || !isInItsPlace(before, there))) {
                return false;
            }
        }
        return true;
    }

    private boolean isInItsPlace(String before, String there) {
        Optional<TableColumn> column = known.definition().column(before);
        if (column.isEmpty()) {
            return false;
        }
        int index = column.get().ordinal() - 1;
        WireColumn form = column.get().wire();
        return index < columns.size()
                && columns.get(index).name().equals(there)
                && form != null
                && SchemaMaker.isLoggedAlike(form, columns.get(index));
    }
}
