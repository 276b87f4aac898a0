package dev.leat.capture.postgres.check;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.finding.SourceFinding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long a pipeline may stand still before the server gives up its slot. */
final class WalKeep {
    static final String KEEP_SIZE = "max_slot_wal_keep_size";
    static final String IDLE_TIMEOUT = "idle_replication_slot_timeout";

    /** Shorter than a night in which nobody looks. */
    private static final Duration FEW_HOURS = Duration.ofHours(8);

    private static final long BYTES_PER_MB = 1 << 20;
    private static final long MIN_GIGABYTES = 10;

    private WalKeep() {}

    static List<Finding> findings(ServerState server, WalRate rate) {
        List<Finding> findings = new ArrayList<>();
        long keepBytes = number(server, KEEP_SIZE, -1) * BYTES_PER_MB;
        if (keepBytes < 0) {
            findings.add(SourceFinding.SLOT_WAL_KEEP.lesserAbout(
                    KEEP_SIZE,
                    "a slot that nobody reads keeps WAL without a limit, at this server's rate " + rate,
                    "to bound it: ALTER SYSTEM SET " + KEEP_SIZE + " = '"
                            + Amount.bytes(gigabytes(rate.bytesPerSecond() * FEW_HOURS.toSeconds() * 3))
                            + "'; SELECT pg_reload_conf(), and watch the disk"));
        } else {
            Duration time = rate.timeFor(keepBytes);
            String message = "a slot may be unread for "
                    + (rate.bytesPerSecond() == 0 ? "long" : "about " + Amount.time(time)) + ": it keeps at most "
                    + Amount.bytes(keepBytes) + " of WAL, and the server writes " + rate;
            findings.add(
                    time.compareTo(FEW_HOURS) < 0
                            ? SourceFinding.SLOT_WAL_KEEP.about(KEEP_SIZE, message, enlarge(rate))
                            : SourceFinding.SLOT_WAL_KEEP.lesserAbout(
                                    KEEP_SIZE, message, "nothing, if no stop is longer than that"));
        }
        Duration idle = Duration.ofSeconds(number(server, IDLE_TIMEOUT, 0));
        if (!idle.isZero()) {
            findings.add(SourceFinding.SLOT_IDLE_TIMEOUT.about(
                    IDLE_TIMEOUT,
                    "the server gives up a slot that nobody has read for " + Amount.time(idle),
                    "ALTER SYSTEM SET " + IDLE_TIMEOUT + " = 0; SELECT pg_reload_conf(), or longer than any stop"));
        }
        return findings;
    }

    /** For a day. */
    static String enlarge(WalRate rate) {
        return "ALTER SYSTEM SET " + KEEP_SIZE + " = '"
                + Amount.bytes(gigabytes(rate.bytesPerSecond() * FEW_HOURS.toSeconds() * 3))
                + "'; SELECT pg_reload_conf(), if the disk has room for it";
    }

    /** Rounded up; a server that writes nothing now will not always do so. */
    private static long gigabytes(long bytes) {
        long gigabyte = BYTES_PER_MB << 10;
        return Math.max(MIN_GIGABYTES, bytes / gigabyte + 1) * gigabyte;
    }

    private static long number(ServerState server, String setting, long absent) {
        return server.setting(setting).map(Long::parseLong).orElse(absent);
    }
}
