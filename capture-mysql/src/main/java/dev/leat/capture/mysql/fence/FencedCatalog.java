package dev.leat.capture.mysql.fence;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.catalog.TableColumn;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.catalog.TableIndex;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.value.WireColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Columns for the table maps of one stream that do not name them. Called by the thread that reads the stream, but for {@link #close}. */
public final class FencedCatalog implements AutoCloseable {
    private static final String REMEDY =
            "; SET GLOBAL binlog_row_metadata = FULL, start a new log with FLUSH BINARY LOGS, then seed anew with `leat reseed FILE`";

    private final Set<TableId> captured;
    private final CatalogReader catalog;
    private final FencedLog log;

    /** The tables whose columns are known until the stream comes to a statement that may alter them. */
    private final Map<TableId, Proven> proven = new HashMap<>();

    private List<Fence> fences = List.of();
    /** Up to where the log was looked at for {@link #fences}. */
    private @Nullable Place lookedAt;

    /** Behind the statement that the stream came to last, maybe inside a transaction. */
    private @Nullable Place passed;

    /** Columns that are the table's from a place on. */
    private record Proven(TableDefinition definition, Place since) {}

    FencedCatalog(Set<TableId> captured, CatalogReader catalog, FencedLog log) {
        this.captured = Set.copyOf(captured);
        this.catalog = catalog;
        this.log = log;
    }

    /** Over connections of its own, which it opens when it needs them. */
    public static FencedCatalog over(Login login, Set<TableId> captured) {
        return new FencedCatalog(captured, new LockedCatalog(login), new DumpedLog(login));
    }

    /**
     * The table map with the columns that the catalog has.
     *
     * @param map of a captured table
     * @param at where the group of events begins that it stands in
     * @param begun how far the stream has come: there, or behind it when rows are delivered that were prepared before
     * @throws CdcException GAP if it cannot be told which columns the table had there; SETUP if the catalog does not have all columns
     *     that the log has, so that it never can
     */
    public TableMapEvent named(TableMapEvent map, Place at, Place begun) {
        TableId table = map.table();
        if (!proven.containsKey(table)) {
            prove(begun);
        }
        Proven known = proven.get(table);
        if (known == null) {
            throw unproven(table, begun);
        }
        if (at.compareTo(begun) < 0 && at.compareTo(known.since()) < 0) {
            proveBack(table, known, at);
        }
        return withColumns(map, known.definition(), at);
    }

    /** The stream may have passed statements in between before anything was known of the table. */
    private void proveBack(TableId table, Proven known, Place at) {
        for (Fence fence : log.read(at, known.since())) {
            if (fence.mayAlter(table)) {
                throw altered(fence, table, at);
            }
        }
        proven.put(table, new Proven(known.definition(), at));
    }

    /** The stream has come to a statement that is no change of rows. */
    public void passed(String statement, Place end) {
        passed = end;
        if (!proven.isEmpty()) {
            Fence.of(end, statement).ifPresent(fence -> proven.keySet().removeIf(fence::mayAlter));
        }
    }

    /** Ends what is asked of the log, which can take as long as what is unread of it. From any thread. */
    @Override
    public void close() {
        log.close();
    }

    /** All at once: the others will be needed too, and the catalog is as near to them now as it will ever be. */
    private void prove(Place at) {
        List<TableId> wanted =
                captured.stream().filter(table -> !proven.containsKey(table)).toList();
        CatalogReader.Look look = catalog.read(wanted);
        Place since = lookAtLog(at, look.end());
        for (TableDefinition definition : look.tables()) {
            TableId table = definition.table().id();
            if (fences.stream().noneMatch(fence -> fence.mayAlter(table))) {
                proven.put(table, new Proven(definition, since));
            }
        }
    }

    /** Keeps those behind {@code at}, up to {@code end}; returns the place that they are behind. */
    private Place lookAtLog(Place at, Place end) {
        Place known = lookedAt;
        Place from = known == null || known.compareTo(at) < 0 ? at : known;
        List<Fence> now = new ArrayList<>(fences);
        if (from.compareTo(end) < 0) {
            now.addAll(log.read(from, end));
            lookedAt = end;
        }
        Place behind = passed == null || passed.compareTo(at) < 0 ? at : passed;
        now.removeIf(fence -> fence.end().compareTo(behind) <= 0);
        fences = List.copyOf(now);
        return behind;
    }

    private CdcException unproven(TableId table, Place at) {
        return fences.stream()
                .filter(fence -> fence.mayAlter(table))
                .findFirst()
                .map(fence -> altered(fence, table, at))
                .orElseGet(() -> new CdcException(
                        ErrorKind.GAP,
                        "table " + table
                                + " does not exist any more, and the log does not name the columns of the rows at " + at
                                + REMEDY));
    }

    private static CdcException altered(Fence fence, TableId table, Place at) {
        return new CdcException(
                ErrorKind.GAP,
                "a statement that ends at " + fence.end() + " may have altered " + table
                        + ", and the log does not name the columns of the rows at " + at + REMEDY);
    }

    private static TableMapEvent withColumns(TableMapEvent map, TableDefinition definition, Place at) {
        List<WireColumn> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (TableColumn column : definition.columns()) {
            WireColumn told = column.wire();
            if (told == null
                    || columns.size() == map.columns().size()
                    || !areAlike(map.columns().get(columns.size()), told)) {
                throw other(map.table(), at);
            }
            columns.add(told);
            names.add(column.name());
        }
        if (columns.size() != map.columns().size()) {
            throw other(map.table(), at);
        }
        List<Integer> key = definition.primaryKey().map(TableIndex::columns).orElse(List.of()).stream()
                .map(names::indexOf)
                .toList();
        return map.withColumns(columns, key);
    }

    /** As far as every log tells. */
    private static boolean areAlike(WireColumn logged, WireColumn told) {
        return logged.type() == told.type()
                && logged.metadata() == told.metadata()
                && logged.nullable() == told.nullable();
    }

    private static CdcException other(TableId table, Place at) {
        return new CdcException(
                ErrorKind.SETUP,
                "the rows of " + table + " at " + at
                        + " have other columns than the catalog, and the log does not name them" + REMEDY);
    }
}
