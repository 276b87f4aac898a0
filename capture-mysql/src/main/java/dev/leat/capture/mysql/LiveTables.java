package dev.leat.capture.mysql;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.SchemaResolver.Resolved;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.fence.FencedCatalog;
import dev.leat.capture.mysql.log.LogEnd;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.selection.CapturedTables;
import dev.leat.capture.mysql.selection.Revisions;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.stream.CatalogLook;
import dev.leat.capture.mysql.stream.StreamTables;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The captured tables as one stream needs them: reads the catalog over a session that it opens for a moment. */
record LiveTables(Login login, CapturedTables tables, Revisions revisions, FencedCatalog fenced)
        implements StreamTables {

    LiveTables(Login login, CapturedTables tables, Revisions revisions) {
        this(login, tables, revisions, FencedCatalog.over(login, tables.names()));
    }

    @Override
    public @Nullable Resolved resolve(TableMapEvent map, Place at, Place begun) {
        boolean isUnnamed = !map.hasNames() && tables.names().contains(map.table());
        return tables.resolve(isUnnamed ? fenced.named(map, at, begun) : map);
    }

    @Override
    public void passed(String statement, Place end) {
        fenced.passed(statement, end);
    }

    @Override
    public @Nullable TableSchema latest(TableId table) {
        return tables.all().stream()
                .filter(schema -> schema.table().equals(table))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void rowsUnlogged(Set<String> names) {
        tables.all().stream()
                .map(TableSchema::table)
                .filter(table -> names.contains(table.name().toLowerCase(Locale.ROOT))
                        || names.contains(table.schema().toLowerCase(Locale.ROOT)))
                .forEach(revisions::count);
    }

    @Override
    public void close() {
        fenced.close();
    }

    @Override
    public CatalogLook look() {
        try (Session session = Session.open(login)) {
            Place from = LogEnd.read(session);
            List<TableSchema> now = tables.refresh(session);
            return new CatalogLook(from, LogEnd.read(session), now);
        } catch (SQLException failure) {
            throw Failure.of("cannot read the catalog as " + login, failure);
        }
    }
}
