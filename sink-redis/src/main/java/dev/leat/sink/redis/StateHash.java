package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.schema.TableId;

/**
 * The names of everything that the sink keeps beside the rows. Names of sinks and tables are percent-encoded, so that no two
 * can meet.
 *
 * <pre>
 * leat:PIPELINE:seeded                         hash, shared by the sinks of a pipeline
 *   SINK/SCHEMA.TABLE                          seed state of a table
 *   SINK#columns/SCHEMA.TABLE                  names of the fields that its rows may have
 *   SINK#marks/BRANCH                          marks
 *   SINK#term, SINK#owner                      who writes
 * leat:PIPELINE:SINK:keys:SCHEMA.TABLE:GENERATION    set of keys that the generation wrote
 * </pre>
 */
final class StateHash {
    private final String pipeline;
    private final String sink;
    private final byte[] key;
    private final byte[] term;
    private final byte[] owner;

    StateHash(String pipeline, String sinkName) {
        this.pipeline = pipeline;
        this.sink = escape(sinkName);
        this.key = name().getBytes(UTF_8);
        this.term = (sink + "#term").getBytes(UTF_8);
        this.owner = (sink + "#owner").getBytes(UTF_8);
    }

    /** The hash's key as text. */
    String name() {
        return "leat:" + pipeline + ":seeded";
    }

    /** The hash's key. */
    byte[] key() {
        return key;
    }

    /** What every key and connection name of this sink begins with, but for the hash's own. */
    String prefix() {
        return "leat:" + pipeline + ":" + sink + ":";
    }

    /** A pattern for permissions that covers the state of all sinks of the pipeline. */
    String pattern() {
        return "leat:" + pipeline + ":*";
    }

    /** Everything that no row may be named. */
    KeyLanguage reserved() {
        return KeyLanguage.startingWith(namespace().getBytes(UTF_8));
    }

    /** What everything that is kept for the pipeline begins with. */
    String namespace() {
        return "leat:" + pipeline + ":";
    }

    byte[] table(TableId table) {
        return (sink + "/" + escape(table)).getBytes(UTF_8);
    }

    byte[] columns(TableId table) {
        return (sink + "#columns/" + escape(table)).getBytes(UTF_8);
    }

    byte[] marks(int branch) {
        return (sink + "#marks/" + branch).getBytes(UTF_8);
    }

    /** Whether a field of the hash is this sink's. */
    boolean ownsField(byte[] field) {
        String name = new String(field, UTF_8);
        return name.startsWith(sink + "/") || name.startsWith(sink + "#");
    }

    byte[] term() {
        return term;
    }

    byte[] owner() {
        return owner;
    }

    /** The set of keys that a generation of a table wrote. */
    byte[] stamps(TableId table, int generation) {
        return (prefix() + "keys:" + escape(table) + ":" + generation).getBytes(UTF_8);
    }

    /** A key like those of {@link #stamps} that is never used. */
    byte[] probe() {
        return (prefix() + "keys:").getBytes(UTF_8);
    }

    private static String escape(TableId table) {
        return escape(table.schema()) + "." + escape(table.name());
    }

    private static String escape(String name) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            boolean plain =
                    (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_' || b == '-';
            if (plain) {
                escaped.append((char) b);
            } else {
                escaped.append('%')
                        .append(Character.forDigit((b >> 4) & 15, 16))
                        .append(Character.forDigit(b & 15, 16));
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return name();
    }
}
