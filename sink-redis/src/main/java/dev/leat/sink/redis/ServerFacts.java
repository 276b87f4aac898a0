package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a server says about itself in INFO.
 *
 * @param values by name, as the server writes them
 */
record ServerFacts(Map<String, String> values) {
    /** The oldest version with everything that the sink needs: ACLs, SCAN by type. */
    static final String OLDEST = "6.0";

    private static final int OLDEST_MAJOR = 6;
    private static final int MAJOR_WITH_MINID = 6;
    private static final int MINOR_WITH_MINID = 2;

    ServerFacts {
        values = Map.copyOf(values);
    }

    static ServerFacts read(RedisConnection connection) {
        Object reply = connection.call(Command.INFO);
        Map<String, String> values = new HashMap<>();
        if (reply instanceof byte[] text) {
            new String(text, UTF_8).lines().forEach(line -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    values.put(line.substring(0, colon), line.substring(colon + 1));
                }
            });
        }
        return new ServerFacts(values);
    }

    /**
     * Refuses servers that the sink can't work with.
     *
     * @throws CdcException SETUP
     */
    void require(Endpoint endpoint, ChangeForm form) {
        if (isCluster()) {
            throw new CdcException(ErrorKind.SETUP, ReplyErrors.cluster("Redis at " + endpoint));
        }
        lacks(form).ifPresent(lack -> {
            throw new CdcException(ErrorKind.SETUP, "Redis at " + endpoint + " " + lack);
        });
    }

    boolean isCluster() {
        return value("cluster_enabled").equals("1");
    }

    boolean isReplica() {
        return value("role").equals("slave");
    }

    /** What the server is too old for; the text follows its name. */
    Optional<String> lacks(ChangeForm form) {
        if (isOlderThan(OLDEST_MAJOR, 0)) {
            return Optional.of("has version " + version() + "; the sink needs " + OLDEST + " or later");
        }
        if (form.limit().maxAge() != null && isOlderThan(MAJOR_WITH_MINID, MINOR_WITH_MINID)) {
            return Optional.of("has version " + version() + "; the option " + RedisSinkFactory.MAX_AGE
                    + " needs 6.2 or later: limit the stream by " + RedisSinkFactory.MAX_LENGTH);
        }
        return Optional.empty();
    }

    private boolean isOlderThan(int major, int minor) {
        String[] parts = version().split("\\.", -1);
        if (parts.length < 2) {
            return false;
        }
        try {
            int ofServer = Integer.parseInt(parts[0]);
            return ofServer < major || (ofServer == major && Integer.parseInt(parts[1]) < minor);
        } catch (NumberFormatException e) { // a server of another kind, with versions of its own
            return false;
        }
    }

    boolean keepsNoLog() {
        return value("aof_enabled").equals("0");
    }

    /** What is done at maxmemory; empty when the server does not say. */
    String evictionPolicy() {
        return value("maxmemory_policy");
    }

    String version() {
        return value("redis_version");
    }

    private String value(String name) {
        return values.getOrDefault(name, "");
    }
}
