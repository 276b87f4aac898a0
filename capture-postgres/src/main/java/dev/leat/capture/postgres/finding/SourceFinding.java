package dev.leat.capture.postgres.finding;

import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import java.util.List;

/** The codes of this plugin's findings. */
public enum SourceFinding {
    CONNECT(
            "connect",
            "Leat reaches the server under no other address and as no other role, so a run would stop "
                    + "within connect-timeout.",
            Severity.ERROR),
    REPLICATION_CONNECTION(
            "replication-connection",
            "Changes are read over a replication connection, which servers admit, and poolers pass on, "
                    + "apart from ordinary sessions.",
            Severity.ERROR),
    CHECK_INCOMPLETE(
            "check-incomplete",
            "Whatever else would have been found there stays unknown: the next run may stumble over it.",
            Severity.WARNING),
    TLS(
            "tls",
            "Whoever can put a machine in between reads the rows and the password, or answers in the "
                    + "server's place.",
            Severity.WARNING),
    POOLER(
            "pooler",
            "A pooler may hand a session to another server process, cut off a long stream, or keep a "
                    + "dead one's slot in use.",
            Severity.WARNING),
    TRANSACTION_POOLER(
            "transaction-pooler",
            "The settings that give a value one spelling, and that make hidden rows an error, get lost "
                    + "between two transactions: rows would be read wrongly without a message.",
            Severity.ERROR),
    SERVER_VERSION("server-version", "Earlier servers lack what the stream and the setup are made of.", Severity.ERROR),
    SERVER_VERSION_UNTESTED(
            "server-version-untested",
            "No test of this version of Leat has seen such a server: it may send what is not "
                    + "understood, and the pipeline then stops.",
            Severity.WARNING),
    WAL_LEVEL(
            "wal-level",
            "The server writes into its log what a change of a row was only at the level logical; no "
                    + "slot can be made before.",
            Severity.ERROR),
    STANDBY(
            "standby",
            "A standby lets nobody create a publication, and a slot on it would be lost with the " + "standby.",
            Severity.ERROR),
    REPLICATION_SLOTS(
            "replication-slots",
            "The pipeline's place in the log is a slot, and the server would refuse to make one more.",
            Severity.ERROR),
    REPLICATION_SLOTS_SCARCE(
            "replication-slots-scarce",
            "With no slot left, neither `leat tail` nor a second pipeline nor a new standby can begin.",
            Severity.WARNING),
    WAL_SENDERS(
            "wal-senders",
            "Each stream takes one WAL sender, and the server would refuse the pipeline's connection.",
            Severity.ERROR),
    WAL_SENDERS_SCARCE(
            "wal-senders-scarce",
            "After a cut connection the server keeps the old sender for up to wal_sender_timeout: "
                    + "without a free one the pipeline can't reconnect so long, and `leat tail` not at all.",
            Severity.WARNING),
    WAL_SENDER_TIMEOUT(
            "wal-sender-timeout",
            "The server ends a stream that was silent for so long: too short, and a brief stall cuts it "
                    + "again and again; never, and a dead reader's slot stays in use.",
            Severity.WARNING),
    SLOT_WAL_KEEP(
            "slot-wal-keep",
            "While the pipeline stands still its slot keeps WAL: past the limit the slot is lost and "
                    + "all tables are seeded anew, and without a limit the server's disk fills up.",
            Severity.WARNING,
            Severity.INFO),
    SLOT_IDLE_TIMEOUT(
            "slot-idle-timeout",
            "A pipeline that stands still for longer than that loses its slot: a gap, and all tables "
                    + "are seeded anew.",
            Severity.WARNING),
    SERVER_ENCODING(
            "server-encoding",
            "Such a database takes any bytes for text, and a value that is no UTF-8 stops the pipeline "
                    + "or can't be read by who uses the target.",
            Severity.WARNING),
    SYNCHRONOUS_REPLICATION(
            "synchronous-replication",
            "The stream has a commit before the standby has it: after a failover the targets may hold "
                    + "rows that the new primary lacks.",
            Severity.INFO),
    SYNCHRONOUS_STANDBY_MISSING(
            "synchronous-standby-missing",
            "Every commit waits for a standby that is not there: applications hang, and no table gets "
                    + "seeded while transactions wait.",
            Severity.WARNING),
    SYNCHRONOUS_WITH_PIPELINE(
            "synchronous-with-pipeline",
            "The server takes the pipeline for a standby: each commit of the applications may wait "
                    + "until all sinks have written it.",
            Severity.WARNING),
    REPLICATION_PRIVILEGE(
            "replication-privilege",
            "Only a role that may replicate can make a slot and read from it.",
            Severity.ERROR),
    ROLE_CONNECTION_LIMIT(
            "role-connection-limit",
            "Stream, seeding and lag each take connections of their own: past the limit the server "
                    + "refuses them, and seeding stalls or the pipeline can't reconnect.",
            Severity.WARNING),
    SLOT_IN_USE(
            "slot-in-use",
            "One process reads a slot at a time: a second one waits for slot-wait and then stops.",
            Severity.INFO),
    SLOT_AT_RISK(
            "slot-at-risk",
            "When the server takes away WAL that the slot still needs, the slot is lost: a gap, and all "
                    + "tables are seeded anew.",
            Severity.WARNING),
    SLOT_PLUGIN(
            "slot-plugin",
            "What such a slot sends is not what Leat reads, and somebody else may depend on it.",
            Severity.ERROR),
    SLOT_DATABASE(
            "slot-database",
            "A slot decodes one database, and this one would never send a change of the selected " + "tables.",
            Severity.ERROR),
    SLOT_TWO_PHASE(
            "slot-two-phase",
            "Rows of a transaction that is rolled back in the end would reach the targets.",
            Severity.ERROR),
    SLOT_PUBLICATION(
            "slot-publication",
            "The server decodes old log with the publications of that time, and would refuse for good "
                    + "to go on from the slot's place.",
            Severity.ERROR),
    GAP(
            "gap",
            "Changes in the missing range can't be read any more: going on would leave the targets "
                    + "wrong without a message.",
            Severity.ERROR),
    LONG_TRANSACTION(
            "long-transaction",
            "A slot can only be made, and a table only be seeded, when the transactions that were "
                    + "writing before have ended: until then the pipeline waits.",
            Severity.WARNING),
    PREPARED_TRANSACTION(
            "prepared-transaction",
            "A prepared transaction outlives its session and the server's restart: a slot can't be "
                    + "made, nor a table it wrote be seeded, before somebody ends it.",
            Severity.WARNING),
    PUBLICATION_INCOMPLETE(
            "publication-incomplete",
            "What a publication leaves out never reaches the stream: the targets would go stale without "
                    + "a message.",
            Severity.ERROR),
    PUBLICATION_OWNERSHIP(
            "publication-ownership",
            "Only its owner can make the publication carry what the file selects.",
            Severity.ERROR),
    TABLE_OWNERSHIP(
            "table-ownership",
            "A table that is not published sends no changes, and only its owner can publish it.",
            Severity.ERROR),
    PUBLICATION_PRIVILEGE(
            "publication-privilege", "Without a publication the server sends no changes.", Severity.ERROR),
    PATTERN_WITHOUT_MATCH(
            "pattern-without-match",
            "A pattern that selects nothing is most often a mistake in it, and tables that are meant "
                    + "would be missing in the targets.",
            Severity.ERROR),
    TABLE_NOT_FOUND(
            "table-not-found",
            "A name that is mistyped would mean a table that is missing in the targets without a " + "message.",
            Severity.ERROR),
    NO_TABLE("no-table", "A pipeline without tables has nothing to do.", Severity.ERROR),
    PARTITION(
            "partition",
            "Rows move between partitions and keep their key: only under the root's name is that one " + "row.",
            Severity.ERROR),
    NOT_A_TABLE(
            "not-a-table",
            "The server writes no changes of it into its log: the target would keep what it had at " + "first.",
            Severity.ERROR),
    TABLE_SKIPPED(
            "table-skipped",
            "The server writes no changes of it into its log, so that the targets won't have it "
                    + "although its name matches.",
            Severity.INFO),
    UNKNOWN_COLUMN(
            "unknown-column",
            "A column that is mistyped would be missing in the targets without a message.",
            Severity.ERROR),
    NO_COLUMN("no-column", "Its rows have nothing that could be written to a target.", Severity.ERROR),
    SELECT_PRIVILEGE(
            "select-privilege",
            "The rows that exist already are read by SELECT: the table could not be seeded.",
            Severity.ERROR),
    ROW_SECURITY(
            "row-security",
            "Seeding would leave out the hidden rows while the stream sends their changes, so that the "
                    + "target is neither.",
            Severity.ERROR),
    REPLICA_IDENTITY(
            "replica-identity",
            "Once such a table is published, the server rejects the application's own UPDATE and DELETE " + "on it.",
            Severity.ERROR),
    KEY_COLUMN_LEFT_OUT(
            "key-column-left-out",
            "Without its whole key a row can't be found again in a target, nor be told from another.",
            Severity.ERROR),
    NO_KEY("no-key", "A sink that finds rows by key could not change or delete one.", Severity.WARNING),
    GENERATED_COLUMN(
            "generated-column",
            "The stream would carry the rows without that value, while rows that are read have it.",
            Severity.ERROR),
    COLUMN_TYPE(
            "column-type",
            "A value in the log and the same value in a read row would be spelled differently, so that "
                    + "they can't be compared.",
            Severity.ERROR),
    TOASTED_COLUMNS(
            "toasted-columns",
            "The server does not send a large value that an update left as it was: a sink that needs "
                    + "whole rows has such rows completed by a read per key, which costs time.",
            Severity.INFO),
    IDENTITY_FULL(
            "identity-full",
            "Each UPDATE and DELETE writes the whole old row into the log, which makes log and stream " + "larger.",
            Severity.INFO),
    PARTITIONED_TABLE(
            "partitioned-table",
            "Changes of all its partitions go to one target under the root's name, and a TRUNCATE or "
                    + "DETACH of a single partition sends no deletes.",
            Severity.INFO);

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
