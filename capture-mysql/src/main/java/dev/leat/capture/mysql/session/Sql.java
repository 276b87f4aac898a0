package dev.leat.capture.mysql.session;

import dev.leat.api.schema.TableId;

/** Names in statements. */
public final class Sql {
    private Sql() {}

    /** The name in backticks. */
    public static String identifier(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** Schema and name in backticks. */
    public static String qualified(TableId table) {
        return identifier(table.schema()) + "." + identifier(table.name());
    }
}
