package dev.leat.capture.mysql.finding;

import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import java.util.List;

/** The codes of this plugin's findings. */
public enum SourceFinding {
    TLS(
            "tls",
            "Whoever can put a machine in between reads the rows and the password, or answers in the server's place.",
            Severity.WARNING),
    SERVER_VERSION(
            "server-version",
            "The log of earlier servers does not tell the columns' names, nor how their values are read.",
            Severity.ERROR),
    BINARY_LOG(
            "binary-log",
            "Changes are read from the binary log: without one there is nothing to read.",
            Severity.ERROR),
    BINLOG_FORMAT(
            "binlog-format",
            "The log then has statements instead of rows, and the pipeline stops at the first one.",
            Severity.ERROR),
    BINLOG_ROW_METADATA(
            "binlog-row-metadata",
            "The log then does not name columns: they are taken from the catalog, and where a table was altered before the "
                    + "pipeline came to rows that were written earlier, there is a gap, and tables are seeded anew.",
            Severity.WARNING),
    BINLOG_ROW_IMAGE(
            "binlog-row-image",
            "The log then lacks what a change left as it was: such rows are completed by a read per key, which costs "
                    + "time, and old rows can't be told.",
            Severity.WARNING),
    PARTIAL_JSON(
            "partial-json",
            "The log then has only the changed parts of a document: where the old row is not logged, the row is "
                    + "completed by a read per key, which costs time.",
            Severity.WARNING),
    BINLOG_FILTER(
            "binlog-filter",
            "The server logs no changes of the databases that it leaves out: the targets would go stale without a "
                    + "message.",
            Severity.ERROR),
    BINLOG_RETENTION(
            "binlog-retention",
            "While the pipeline stands still the server goes on removing old log: past that time there is a gap, and "
                    + "all tables are seeded anew.",
            Severity.WARNING,
            Severity.INFO),
    SYNC_BINLOG(
            "sync-binlog",
            "When the server's machine crashes, the log loses its end, which the targets may have already: a gap, and "
                    + "all tables are seeded anew.",
            Severity.WARNING),
    SERVER_ID("server-id", "A server without an id refuses every reader of its log.", Severity.ERROR),
    GTID_MODE(
            "gtid-mode",
            "The pipeline's place is then a file and an offset, which mean nothing on another server: after a failover "
                    + "all tables are seeded anew.",
            Severity.INFO),
    REPLICATION_PRIVILEGE(
            "replication-privilege",
            "Only an account that may replicate can read the log, and ask where it ends.",
            Severity.ERROR),
    LOCK_PRIVILEGE(
            "lock-privilege",
            "Without GTIDs, a table is locked for a moment to learn which changes its rows have: it could not be "
                    + "seeded.",
            Severity.ERROR),
    GAP(
            "gap",
            "Changes in the missing range can't be read any more: going on would leave the targets wrong without a "
                    + "message.",
            Severity.ERROR),
    NOT_TRANSACTIONAL(
            "not-transactional",
            "A statement that fails half way leaves and logs a part of its rows, and a read beside writers may see a "
                    + "part of a statement.",
            Severity.WARNING),
    PATTERN_WITHOUT_MATCH(
            "pattern-without-match",
            "A pattern that selects nothing is most often a mistake in it, and tables that are meant would be missing "
                    + "in the targets.",
            Severity.ERROR),
    TABLE_NOT_FOUND(
            "table-not-found",
            "A name that is mistyped would mean a table that is missing in the targets without a message.",
            Severity.ERROR),
    NO_TABLE("no-table", "A pipeline without tables has nothing to do.", Severity.ERROR),
    DEFAULT_DATABASE(
            "default-database",
            "Where the file names no tables, those of the url's database are meant.",
            Severity.ERROR),
    NOT_A_TABLE(
            "not-a-table", "The server does not log what it would take to keep a target equal to it.", Severity.ERROR),
    TABLE_SKIPPED(
            "table-skipped",
            "The server does not log what it would take to keep a target equal to it, so that the targets won't have "
                    + "it although its name matches.",
            Severity.INFO),
    UNKNOWN_COLUMN(
            "unknown-column",
            "A column that is mistyped would be missing in the targets without a message.",
            Severity.ERROR),
    SELECT_PRIVILEGE(
            "select-privilege",
            "The rows that exist already are read by SELECT: the table could not be seeded.",
            Severity.ERROR),
    KEY_COLUMN_LEFT_OUT(
            "key-column-left-out",
            "Without its whole key a row can't be found again in a target, nor be told from another.",
            Severity.ERROR),
    NO_KEY("no-key", "A sink that finds rows by key could not change or delete one.", Severity.WARNING),
    COLUMN_TYPE("column-type", "The values in the log could not be read, or only be guessed.", Severity.ERROR),
    CASCADE(
            "cascade",
            "The server does not log the rows that a foreign key changes or deletes: the targets would keep them as "
                    + "they were without a message.",
            Severity.ERROR,
            Severity.WARNING);

    private final String code;
    private final String why;
    private final Severity usual;
    private final Severity lesser;

    SourceFinding(String code, String why, Severity severity) {
        this(code, why, severity, severity);
    }

    SourceFinding(String code, String why, Severity usual, Severity lesser) {
        this.code = code;
        this.why = why;
        this.usual = usual;
        this.lesser = lesser;
    }

    /** As it stands in the finding. */
    public String code() {
        return code;
    }

    /** Why it matters. */
    public String why() {
        return why;
    }

    /** Those it can have, the usual one first. */
    public List<Severity> severities() {
        return usual == lesser ? List.of(usual) : List.of(usual, lesser);
    }

    /** A finding with this code and its usual severity. */
    public Finding about(String object, String message, String remedy) {
        return new Finding(code, usual, object, message, why, remedy);
    }

    /** A finding with this code where it is less of a risk. */
    public Finding lesserAbout(String object, String message, String remedy) {
        return new Finding(code, lesser, object, message, why, remedy);
    }
}
