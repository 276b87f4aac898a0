package dev.leat.capture.mysql.snapshot;

import dev.leat.api.schema.TableId;

/** Names in SQL, exactly as they are. */
final class Sql {
    private Sql() {}

    static String identifier(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    static String table(TableId table) {
        return identifier(table.schema()) + "." + identifier(table.name());
    }
}
