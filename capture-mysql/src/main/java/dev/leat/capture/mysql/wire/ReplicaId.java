package dev.leat.capture.mysql.wire;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * How a dump introduces itself to the server. Of two dumps with the same number or UUID, the server ends the older one: so a
 * dump that is made anew gets rid of its predecessor, of which the server may not know yet that it is gone.
 *
 * @param serverId from 1 to 2^32-1, unlike that of any server or replica around
 * @param uuid likewise
 */
public record ReplicaId(long serverId, UUID uuid) {
    static final long MAX_SERVER_ID = 0xFFFF_FFFFL;

    /** Servers are numbered from 1 on, or after their addresses: up here is the most room. */
    private static final long MIN_RANDOM_SERVER_ID = 0xE000_0000L;

    public ReplicaId {
        if (serverId < 1 || serverId > MAX_SERVER_ID) {
            throw new IllegalArgumentException("a server id is a number from 1 to " + MAX_SERVER_ID);
        }
    }

    /** The number that was given. The same one elsewhere makes the same UUID, so that MySQL too notices. */
    public static ReplicaId of(long serverId) {
        return new ReplicaId(
                serverId, UUID.nameUUIDFromBytes(("leat replica " + serverId).getBytes(StandardCharsets.US_ASCII)));
    }

    /** A number that nobody else is likely to have. */
    public static ReplicaId random(RandomGenerator random) {
        return of(random.nextLong(MIN_RANDOM_SERVER_ID, MAX_SERVER_ID + 1));
    }
}
