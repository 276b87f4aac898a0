package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.change.Row;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableSchema;
import java.util.Arrays;

/**
 * The body of a bulk request, with where each item begins and which change it came from:
 *
 * <pre>
 * {"index":{"_index":"Leat-products-000001","require_alias":true,"version_type":"external_gte","_id":"7","version":42}}
 * {"id":7,"name":"tea"}
 * {"delete":{"_index":"Leat-products-000001","require_alias":true,"version_type":"external_gte","_id":"8","version":42}}
 * </pre>
 *
 * <p>Single-threaded; reused by {@link #clear}.
 */
final class Bulk {
    private static final byte[] VERSION = ",\"version\":".getBytes(US_ASCII);
    private static final byte[] END = "}}\n".getBytes(US_ASCII);

    private final DocumentId documentId = new DocumentId();
    private JsonBuffer out = new JsonBuffer(64 * 1024);
    private int[] starts = new int[512];
    private int[] changes = new int[512];
    private long[] versions = new long[512];
    private boolean[] reads = new boolean[512];
    private TableSchema[] schemas = new TableSchema[512];
    private int count;

    /** The first line of an index item up to its id, for one index. */
    static byte[] indexPrefix(Generation generation) {
        return prefix("index", generation);
    }

    /** The line of a delete item up to its id, for one index. */
    static byte[] deletePrefix(Generation generation) {
        return prefix("delete", generation);
    }

    private static byte[] prefix(String action, Generation generation) {
        JsonBuffer name = new JsonBuffer(64);
        byte[] alias = generation.writeAlias().getBytes(UTF_8);
        name.text(alias, 0, alias.length);
        String index = new String(name.array(), 0, name.length(), UTF_8);
        return ("{\"" + action + "\":{\"_index\":" + index
                        + ",\"require_alias\":true,\"version_type\":\"external_gte\",\"_id\":")
                .getBytes(UTF_8);
    }

    /**
     * Adds a row for each index.
     *
     * @param prefixes of {@link #indexPrefix}
     * @param change the change's index in its batch
     * @param isRead whether a snapshot saw the row
     * @return false when the log did not carry the whole row; then nothing may be sent
     */
    boolean index(byte[][] prefixes, Row row, int change, long version, boolean isRead) {
        boolean partial = false;
        int document = 0;
        int length = 0;
        for (byte[] prefix : prefixes) {
            begin(prefix, row, change, version, isRead);
            if (length == 0) {
                document = out.length();
                partial = ChangeJson.row(row, out);
                out.raw('\n');
                length = out.length() - document;
            } else {
                out.raw(out.array(), document, length);
            }
        }
        return !partial;
    }

    /** Adds a delete for each index; {@code key} is an image that carries the row's key. */
    void delete(byte[][] prefixes, Row key, int change, long version) {
        for (byte[] prefix : prefixes) {
            begin(prefix, key, change, version, false);
        }
    }

    /** Adds a delete of a document that the target named. */
    void delete(byte[] prefix, TableSchema schema, String id, int change, long version) {
        place(schema, change, version, false);
        out.raw(prefix, 0, prefix.length);
        byte[] utf8 = id.getBytes(UTF_8);
        out.text(utf8, 0, utf8.length);
        version(version);
    }

    private void begin(byte[] prefix, Row key, int change, long version, boolean isRead) {
        place(key.schema(), change, version, isRead);
        out.raw(prefix, 0, prefix.length);
        documentId.write(key, out);
        version(version);
    }

    private void version(long version) {
        out.raw(VERSION, 0, VERSION.length);
        out.int64(version);
        out.raw(END, 0, END.length);
    }

    private void place(TableSchema schema, int change, long version, boolean isRead) {
        if (count == starts.length) {
            int more = 2 * count;
            starts = Arrays.copyOf(starts, more);
            changes = Arrays.copyOf(changes, more);
            versions = Arrays.copyOf(versions, more);
            reads = Arrays.copyOf(reads, more);
            schemas = Arrays.copyOf(schemas, more);
        }
        starts[count] = out.length();
        changes[count] = change;
        versions[count] = version;
        reads[count] = isRead;
        schemas[count] = schema;
        count++;
    }

    /** How many items there are. */
    int count() {
        return count;
    }

    /** How many bytes there are. */
    int byteCount() {
        return out.length();
    }

    /** The body; the first {@link #byteCount} bytes. */
    byte[] bytes() {
        return out.array();
    }

    int start(int item) {
        return starts[item];
    }

    int end(int item) {
        return item + 1 < count ? starts[item + 1] : out.length();
    }

    /** The index in its batch of the change that an item came from. */
    int change(int item) {
        return changes[item];
    }

    /** Whether the item goes to an index that another one is about to replace: the same change goes to that one next. */
    boolean isOutgoing(int item) {
        return item + 1 < count && changes[item + 1] == changes[item];
    }

    TableSchema schema(int item) {
        return schemas[item];
    }

    /** Whether another item may have the same version, so that the later one has to stay the later one. */
    boolean isOrderedByPlace(int item) {
        return (versions[item] & Version.SATURATED) == Version.SATURATED;
    }

    /** Whether a snapshot saw the row. */
    boolean isRead(int item) {
        return reads[item];
    }

    /** Forgets everything; a buffer above {@code maxKeptBytes} is given back. */
    void clear(int maxKeptBytes) {
        if (out.array().length > maxKeptBytes) {
            out = new JsonBuffer(64 * 1024);
        } else {
            out.clear();
        }
        Arrays.fill(schemas, 0, count, null);
        count = 0;
    }
}
