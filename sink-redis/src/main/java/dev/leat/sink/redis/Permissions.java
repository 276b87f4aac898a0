package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the sink's user must be allowed to do on the server. */
final class Permissions {
    private static final int MAX_PATTERNS = 16;
    private static final byte[] PROBE = "0".getBytes(UTF_8);
    /** The number of no connection; to Redis 6, 0 is that of every one. */
    private static final byte[] NOBODY = RedisConnection.ascii(Long.MAX_VALUE);

    private static final byte[] ANY_ID = "*".getBytes(UTF_8);

    private final Endpoint endpoint;
    private final StateHash state;
    private final ChangeForm form;
    private volatile List<OpenTable> tables = List.of();

    Permissions(Endpoint endpoint, StateHash state, ChangeForm form) {
        this.endpoint = endpoint;
        this.state = state;
        this.form = form;
    }

    void tables(List<OpenTable> newTables) {
        tables = List.copyOf(newTables);
    }

    /** The key of the state, for messages. */
    String stateName() {
        return state.name();
    }

    /** The command that an administrator gives. */
    String grant() {
        List<String> rules =
                new ArrayList<>(List.of("ACL SETUSER", endpoint.credentials().userName(), "on >PASSWORD"));
        rules.add("~" + state.pattern());
        rules.addAll(names());
        form.rights().forEach(command -> rules.add("+" + command.rule()));
        if (endpoint.database() > 0) {
            rules.add("+" + Command.SELECT.rule());
        }
        return String.join(" ", rules);
    }

    /** Patterns for what is written, and where it is told. */
    private List<String> names() {
        List<OpenTable> now = tables;
        Set<String> patterns = new LinkedHashSet<>();
        boolean all = now.isEmpty() || now.size() > MAX_PATTERNS;
        if (form.mode() != Mode.PUBLISH) {
            patterns.addAll(
                    all
                            ? Set.of("~*")
                            : patterns("~", now.stream().map(Permissions::keys).toList()));
        }
        if (form.channel() != null) {
            patterns.addAll(
                    all
                            ? Set.of("&*")
                            : patterns(
                                    "&", now.stream().map(Permissions::channel).toList()));
        }
        return List.copyOf(patterns);
    }

    private static Set<String> patterns(String kind, List<String> names) {
        return names.stream().map(name -> kind + quoted(name)).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String keys(OpenTable table) {
        return table.mode().isKeyed() ? table.keys().toString() : literal(table.stream());
    }

    private static String channel(OpenTable table) {
        byte[] channel = table.channel();
        return channel == null ? "" : literal(channel);
    }

    private static String literal(byte[] name) {
        return new String(TableKeys.literal(name), UTF_8);
    }

    /**
     * Asks the server whether everything is allowed, and changes nothing: the commands are queued in a transaction, which is
     * where permissions are checked, and the transaction is given up.
     *
     * @throws CdcException SETUP with the grant when something is not allowed; CONNECTION when the server takes no writes now
     */
    void require(RedisConnection connection) {
        List<byte[][]> queued = new ArrayList<>();
        byte[] key = state.key();
        queued.add(command(Command.HGET, key, PROBE));
        queued.add(command(Command.HMGET, key, PROBE));
        queued.add(command(Command.HINCRBY, key, PROBE, PROBE));
        queued.add(command(Command.HSET, key, PROBE, PROBE));
        queued.add(command(Command.HDEL, key, PROBE));
        byte[] stamps = state.probe();
        queued.add(command(Command.UNLINK, stamps));
        if (form.mode().holdsRows()) {
            queued.add(command(Command.SADD, stamps, PROBE));
            queued.add(command(Command.SREM, stamps, PROBE));
            queued.add(command(Command.SISMEMBER, stamps, PROBE));
        }
        if (form.mode().isKeyed()) {
            queued.add(command(Command.SCAN, PROBE));
        }
        for (OpenTable table : tables) {
            tableCommands(table, queued);
        }
        queued.add(command(Command.CLIENT_LIST));
        queued.add(command(Command.CLIENT_KILL, "ID".getBytes(UTF_8), NOBODY));

        connection.call(Command.MULTI); // its answer first: without a transaction all of this would be done
        queued.forEach(connection::send);
        connection.send(command(Command.DISCARD));
        connection.requireAll(connection.replies(queued.size() + 1));

        connection.send(command(Command.WATCH, key));
        connection.send(command(Command.MULTI));
        connection.send(command(Command.EXEC));
        connection.requireAll(connection.replies(3));
    }

    private void tableCommands(OpenTable table, List<byte[][]> queued) {
        switch (table.mode()) {
            case HASH -> {
                byte[] row = row(table.keys());
                queued.add(command(Command.HSET, row, PROBE, PROBE));
                queued.add(command(Command.HDEL, row, PROBE));
                queued.add(command(Command.HKEYS, row));
                queued.add(command(Command.UNLINK, row));
                if (form.ttl() != null) {
                    queued.add(command(Command.PEXPIRE, row, PROBE));
                }
            }
            case JSON -> {
                byte[] row = row(table.keys());
                queued.add(command(Command.SET, row, PROBE));
                queued.add(command(Command.UNLINK, row));
            }
            case STREAM -> queued.add(command(Command.XADD, table.stream(), ANY_ID, PROBE, PROBE));
            case INVALIDATE -> queued.add(command(Command.UNLINK, row(table.keys())));
            case PUBLISH -> {}
        }
        publication(table.channel(), queued);
    }

    private static void publication(byte @Nullable [] channel, List<byte[][]> queued) {
        if (channel != null) {
            queued.add(command(Command.PUBLISH, channel, PROBE));
        }
    }

    private static byte[] row(TableKeys table) {
        byte[] key = Arrays.copyOf(table.prefix(), table.prefix().length + 1 + table.suffix().length);
        key[table.prefix().length] = '0';
        System.arraycopy(table.suffix(), 0, key, table.prefix().length + 1, table.suffix().length);
        return key;
    }

    private static byte[][] command(Command command, byte[]... arguments) {
        return RedisConnection.words(command, arguments);
    }

    private static String quoted(String pattern) {
        boolean plain = pattern.chars().allMatch(c -> c > ' ' && c != '"' && c != '\'' && c != '\\');
        return plain ? pattern : '"' + pattern.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
