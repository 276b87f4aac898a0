package dev.leat.capture.mysql.check;

import dev.leat.api.Finding;
import dev.leat.capture.mysql.catalog.Variables;
import dev.leat.capture.mysql.finding.SourceFinding;
import java.time.Duration;

/** How long a pipeline may stand still before the server removes log that it has not read. */
final class LogRetention {
    private static final String SECONDS = "binlog_expire_logs_seconds";
    private static final String DAYS = "expire_logs_days";
    private static final String AUTO_PURGE = "binlog_expire_logs_auto_purge";

    /** MariaDB: of all files together. */
    private static final String TOTAL_SIZE = "max_binlog_total_size";

    private static final long SECONDS_PER_DAY = 86_400;

    /** Shorter than a night in which nobody looks. */
    private static final Duration FEW_HOURS = Duration.ofHours(8);

    private static final Duration THREE_DAYS = Duration.ofDays(3);

    private LogRetention() {}

    /** The age at which the server removes log; zero: never. */
    static Duration age(Variables settings) {
        if (settings.find(AUTO_PURGE).filter("OFF"::equalsIgnoreCase).isPresent()) {
            return Duration.ZERO;
        }
        double seconds = settings.number(SECONDS);
        return Duration.ofSeconds((long) (seconds > 0 ? seconds : settings.number(DAYS) * SECONDS_PER_DAY));
    }

    static Finding finding(Variables settings, LogRate rate, long bytes, boolean isMariaDb) {
        Duration age = age(settings);
        long limit = (long) settings.number(TOTAL_SIZE);
        Duration full = rate.timeFor(limit);
        if (limit > 0 && (age.isZero() || full.compareTo(age) < 0)) {
            String message = "a pipeline may stand still for "
                    + (rate.bytesPerSecond() == 0 ? "long" : "about " + Amount.time(full)) + ": the server keeps "
                    + Amount.bytes(limit) + " of log, and writes " + rate;
            return of(TOTAL_SIZE, full, message, "SET GLOBAL " + TOTAL_SIZE + " = 0, and " + enlarge(true));
        }
        if (age.isZero()) {
            return SourceFinding.BINLOG_RETENTION.lesserAbout(
                    SECONDS,
                    "the server never removes log by itself: there are " + Amount.bytes(bytes) + ", and it writes "
                            + rate,
                    "watch the disk, or: " + enlarge(isMariaDb));
        }
        String message = "a pipeline may stand still for " + Amount.time(age) + ", until the server removes the log: "
                + "there are " + Amount.bytes(bytes) + ", and it writes " + rate;
        return of(SECONDS, age, message, enlarge(isMariaDb));
    }

    private static Finding of(String setting, Duration time, String message, String remedy) {
        return time.compareTo(FEW_HOURS) < 0
                ? SourceFinding.BINLOG_RETENTION.about(setting, message, remedy)
                : SourceFinding.BINLOG_RETENTION.lesserAbout(
                        setting, message, "nothing, if no stop is longer than that");
    }

    private static String enlarge(boolean isMariaDb) {
        return LogSettings.set(SECONDS, Long.toString(THREE_DAYS.toSeconds()), isMariaDb)
                + ", if the disk has room for it";
    }
}
