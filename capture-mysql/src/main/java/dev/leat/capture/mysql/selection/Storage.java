package dev.leat.capture.mysql.selection;

import dev.leat.capture.mysql.catalog.Table;
import java.util.Locale;
import java.util.Set;

/** Which tables the log has the rows of. */
final class Storage {
    /** Their rows are elsewhere, nowhere, or computed: they change without the log, or without being there. */
    private static final Set<String> ELSEWHERE = Set.of(
            "federated",
            "federatedx",
            "connect",
            "spider",
            "s3",
            "blackhole",
            "mrg_myisam",
            "sequence",
            "sphinx",
            "oqgraph",
            "mroonga",
            "ndbcluster",
            "columnstore",
            "example");

    private Storage() {}

    /** Whether all changes of the table's rows are logged as what they are. */
    static boolean isLogged(Table table) {
        return table.kind() == Table.Kind.TABLE && !isElsewhere(table);
    }

    /** Whether somebody could take it for a table whose rows are logged. */
    static boolean looksLikeTable(Table table) {
        return table.kind() == Table.Kind.TABLE || table.kind() == Table.Kind.SYSTEM_VERSIONED;
    }

    private static boolean isElsewhere(Table table) {
        return ELSEWHERE.contains(table.engine().toLowerCase(Locale.ROOT));
    }

    /** What a table is whose rows are not logged. */
    static String describe(Table table) {
        return switch (table.kind()) {
            case VIEW -> "a view";
            case SEQUENCE -> "a sequence";
            case SYSTEM_VERSIONED -> "a system-versioned table, whose old rows are logged like new ones";
            case TABLE -> "a table of the engine " + table.engine();
            case OTHER -> "no table";
        };
    }
}
