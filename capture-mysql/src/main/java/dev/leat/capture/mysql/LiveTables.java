package dev.leat.capture.mysql;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.log.LogEnd;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.selection.CapturedTables;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.stream.CatalogLook;
import dev.leat.capture.mysql.stream.StreamTables;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The captured tables as the stream needs them: reads the catalog over a session that it opens for a moment. */
record LiveTables(Login login, CapturedTables tables) implements StreamTables {
    @Override
    public @Nullable Resolved resolve(TableMapEvent map) {
        return tables.resolve(map);
    }

    @Override
    public @Nullable TableSchema latest(TableId table) {
        return tables.all().stream()
                .filter(schema -> schema.table().equals(table))
                .findFirst()
                .orElse(null);
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
