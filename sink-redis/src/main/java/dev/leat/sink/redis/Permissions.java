package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the sink's user must be allowed to do on the server. */
final class Permissions {
    private static final int MAX_PATTERNS = 16;
    private static final byte[] PROBE = "0".getBytes(UTF_8);

    private final Endpoint endpoint;
    private final StateHash state;
    private volatile List<TableKeys> tables = List.of();

    Permissions(Endpoint endpoint, StateHash state) {
        this.endpoint = endpoint;
        this.state = state;
    }

    void tables(List<TableKeys> newTables) {
        tables = List.copyOf(newTables);
    }

    /** The key of the state, for messages. */
    String stateName() {
        return state.name();
    }

    /** The command that an administrator gives. */
    String grant() {
        List<TableKeys> now = tables;
        String rows = now.isEmpty() || now.size() > MAX_PATTERNS
                ? "~*"
                : now.stream()
                        .map(keys -> "~" + quoted(keys.toString()))
                        .distinct()
                        .collect(Collectors.joining(" "));
        String commands = Arrays.stream(Command.values())
                .filter(command -> command != Command.SELECT || endpoint.database() > 0)
                .map(command -> "+" + command.rule())
                .collect(Collectors.joining(" "));
        return "ACL SETUSER " + endpoint.credentials().userName() + " on >PASSWORD ~" + state.pattern() + " " + rows
                + " " + commands;
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
        rowCommands(key, queued);
        byte[] stamps = state.probe();
        queued.add(command(Command.SADD, stamps, PROBE));
        queued.add(command(Command.SREM, stamps, PROBE));
        queued.add(command(Command.SISMEMBER, stamps, PROBE));
        queued.add(command(Command.UNLINK, stamps));
        for (TableKeys table : tables) {
            rowCommands(row(table), queued);
        }
        queued.add(command(Command.SCAN, PROBE));
        queued.add(command(Command.CLIENT_LIST));
        queued.add(command(Command.CLIENT_KILL, "ID".getBytes(UTF_8), PROBE));

        connection.send(command(Command.MULTI));
        queued.forEach(connection::send);
        connection.send(command(Command.DISCARD));
        connection.requireAll(connection.replies(queued.size() + 2));

        connection.send(command(Command.WATCH, key));
        connection.send(command(Command.MULTI));
        connection.send(command(Command.EXEC));
        connection.requireAll(connection.replies(3));
    }

    private static void rowCommands(byte[] key, List<byte[][]> queued) {
        queued.add(command(Command.HSET, key, PROBE, PROBE));
        queued.add(command(Command.HDEL, key, PROBE));
        queued.add(command(Command.HKEYS, key));
        queued.add(command(Command.UNLINK, key));
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
