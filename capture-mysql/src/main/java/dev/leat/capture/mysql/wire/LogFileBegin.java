package dev.leat.capture.mysql.wire;

import dev.leat.api.DecodeException;
import dev.leat.capture.mysql.session.Login;

/** When a log file was begun: of two files of one name, it tells which. */
public final class LogFileBegin {
    private static final int FORMAT_DESCRIPTION = 15;

    private LogFileBegin() {}

    /** The timestamp of the file's first event, in seconds since 1970, over a connection of its own. */
    public static long read(Login login, ReplicaId replica, String file) {
        DumpStart begin = new DumpStart.File(file, DumpStart.File.FIRST_OFFSET);
        return FirstEvent.timestamp(login, replica, begin, type -> type == FORMAT_DESCRIPTION)
                .orElseThrow(() -> new DecodeException(
                        0, "log file " + file + ": expected a format description first, found none"));
    }
}
