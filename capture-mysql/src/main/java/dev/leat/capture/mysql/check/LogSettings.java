package dev.leat.capture.mysql.check;

import dev.leat.api.Finding;
import dev.leat.capture.mysql.catalog.BinaryLogs.Filter;
import dev.leat.capture.mysql.catalog.Variables;
import dev.leat.capture.mysql.finding.SourceFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Settings that decide what the log has, and whether it is there. */
final class LogSettings {
    private static final String FORMAT = "binlog_format";
    private static final String METADATA = "binlog_row_metadata";
    private static final String IMAGE = "binlog_row_image";
    private static final String VALUE_OPTIONS = "binlog_row_value_options";
    private static final String SYNC = "sync_binlog";
    private static final String GTID_MODE = "gtid_mode";
    private static final String SERVER_ID = "server_id";
    private static final String OPEN_SESSIONS = "; sessions that are open keep the old value until they end";

    private final Variables settings;
    private final boolean isMariaDb;
    private final List<Finding> findings = new ArrayList<>();

    private LogSettings(Variables settings, boolean isMariaDb) {
        this.settings = settings;
        this.isMariaDb = isMariaDb;
    }

    /** Whether there is a log at all. */
    static boolean hasLog(Variables settings) {
        return settings.isOn("log_bin");
    }

    static List<Finding> findings(Variables settings, boolean isMariaDb) {
        LogSettings check = new LogSettings(settings, isMariaDb);
        check.find();
        return check.findings;
    }

    private void find() {
        if (settings.number(SERVER_ID) == 0) {
            findings.add(SourceFinding.SERVER_ID.about(
                    SERVER_ID, "the server has no id", set(SERVER_ID, "1", isMariaDb) + ", or another free number"));
        }
        if (!hasLog(settings)) {
            findings.add(SourceFinding.BINARY_LOG.about(
                    "log_bin",
                    "the server keeps no binary log",
                    "log_bin = binlog in its configuration, below [" + (isMariaDb ? "mariadb" : "mysqld")
                            + "], and a restart"));
            return;
        }
        requireSetting(SourceFinding.BINLOG_FORMAT, FORMAT, "ROW");
        requireSetting(SourceFinding.BINLOG_ROW_METADATA, METADATA, "FULL");
        requireSetting(SourceFinding.BINLOG_ROW_IMAGE, IMAGE, "FULL");
        checkPartialDocuments();
        checkSync();
        checkGtids();
    }

    private void requireSetting(SourceFinding code, String name, String wanted) {
        String value = settings.find(name).orElse(wanted);
        if (!value.equalsIgnoreCase(wanted)) {
            findings.add(code.about(name, name + " is " + value, set(name, wanted, isMariaDb) + OPEN_SESSIONS));
        }
    }

    private void checkPartialDocuments() {
        boolean isPartial =
                settings.find(VALUE_OPTIONS).orElse("").toUpperCase(Locale.ROOT).contains("PARTIAL_JSON");
        String image = settings.find(IMAGE).orElse("FULL");
        if (isPartial && !image.equalsIgnoreCase("FULL")) {
            findings.add(SourceFinding.PARTIAL_JSON.about(
                    VALUE_OPTIONS,
                    VALUE_OPTIONS + " is PARTIAL_JSON, and " + IMAGE + " " + image,
                    set(VALUE_OPTIONS, "''", isMariaDb) + OPEN_SESSIONS));
        }
    }

    private void checkSync() {
        String value = settings.find(SYNC).orElse("1");
        if (!value.equals("1")) {
            findings.add(SourceFinding.SYNC_BINLOG.about(SYNC, SYNC + " is " + value, set(SYNC, "1", isMariaDb)));
        }
    }

    private void checkGtids() {
        String mode = settings.find(GTID_MODE).orElse("ON");
        if (!mode.equalsIgnoreCase("ON")) {
            findings.add(SourceFinding.GTID_MODE.about(
                    GTID_MODE,
                    "gtid_mode is " + mode,
                    "SET PERSIST enforce_gtid_consistency = ON; then SET PERSIST gtid_mode, one after the other, to"
                            + " OFF_PERMISSIVE, ON_PERMISSIVE, ON"));
        }
    }

    /** Databases of the tables that the server leaves out of its log. */
    static List<Finding> filtered(Filter filter, Set<String> schemas) {
        List<Finding> findings = new ArrayList<>();
        for (String schema : new TreeSet<>(schemas)) {
            if (!filter.logs(schema)) {
                findings.add(SourceFinding.BINLOG_FILTER.about(
                        schema,
                        "the server leaves database " + schema + " out of its binary log",
                        filter.only().isEmpty()
                                ? "take binlog_ignore_db = " + schema + " out of its configuration, and restart it"
                                : "binlog_do_db = " + schema + " in its configuration too, and a restart"));
            }
        }
        return findings;
    }

    /** The statement that sets it for good. */
    static String set(String name, String value, boolean isMariaDb) {
        return isMariaDb
                ? "SET GLOBAL " + name + " = " + value + ", and " + name + " = " + value
                        + " in the server's configuration"
                : "SET PERSIST " + name + " = " + value;
    }
}
