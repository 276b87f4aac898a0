package dev.leat.capture.mysql.wire;

import dev.leat.capture.mysql.session.Login;
import java.util.Set;

/** Asks a server whether it would send its log from somewhere on. */
public final class DumpTrial {
    /**
     * What a server sends before it has found the place, whatever comes of it: the file's name, its description, the
     * transactions before it, how it is encrypted, and which files MariaDB's engines may still need.
     */
    private static final Set<Integer> PREAMBLE = Set.of(4, 15, 35, 161, 163, 164);

    private DumpTrial() {}

    /**
     * Reads up to the first event that says that the server goes on from there, or the end of the log, over a connection of its
     * own.
     *
     * @param replica nobody else's, or the server ends the other's dump
     * @throws dev.leat.api.CdcException GAP if it has no such place
     */
    public static void run(Login login, ReplicaId replica, DumpStart start) {
        FirstEvent.timestamp(login, replica, start, type -> !PREAMBLE.contains(type));
    }
}
