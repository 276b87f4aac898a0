package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JSON value that can be changed. What nobody stepped into stays as the bytes that it came in. */
final class JsonNode {
    private final byte[] bytes;
    private final int type;
    private final int at;
    private final int end;

    private boolean isExpanded;
    private final List<byte[]> names = new ArrayList<>();
    private final List<JsonNode> elements = new ArrayList<>();

    private JsonNode(byte[] bytes, int type, int at, int end) {
        this.bytes = bytes;
        this.type = type;
        this.at = at;
        this.end = end;
    }

    /** A binary document. */
    static JsonNode of(byte[] bytes, int offset, int length) {
        if (length < 2) {
            throw BinaryJson.malformed(offset);
        }
        return new JsonNode(bytes, bytes[offset], offset + 1, offset + length);
    }

    boolean isObject() {
        return BinaryJson.isContainer(type) && BinaryJson.isObject(type);
    }

    boolean isArray() {
        return BinaryJson.isContainer(type) && !BinaryJson.isObject(type);
    }

    /** The elements of a container, or the values of an object in the order of {@link #names}. */
    List<JsonNode> elements() {
        expand();
        return elements;
    }

    /** The names of an object, shorter ones first. */
    List<byte[]> names() {
        expand();
        return names;
    }

    /** Where an object has this name; if it has not, the complement of where it would stand. */
    int find(byte[] name) {
        List<byte[]> known = names();
        for (int i = 0; i < known.size(); i++) {
            byte[] other = known.get(i);
            int order = other.length != name.length
                    ? Integer.compare(other.length, name.length)
                    : Arrays.compareUnsigned(other, name);
            if (order == 0) {
                return i;
            }
            if (order > 0) {
                return -1 - i;
            }
        }
        return -1 - known.size();
    }

    void write(int depth, ValueWriter out, BinaryJson.Budget budget) {
        if (!isExpanded) {
            BinaryJson.write(bytes, type, at, end, depth, out, budget);
            return;
        }
        if (depth >= BinaryJson.MAX_DEPTH) {
            throw BinaryJson.malformed(at);
        }
        if (isObject()) {
            out.beginObject();
        } else {
            out.beginArray();
        }
        for (int i = 0; i < elements.size(); i++) {
            if (isObject()) {
                byte[] name = names.get(i);
                out.name(name, 0, name.length);
            }
            elements.get(i).write(depth + 1, out, budget);
        }
        if (isObject()) {
            out.endObject();
        } else {
            out.endArray();
        }
    }

    private void expand() {
        if (isExpanded || !BinaryJson.isContainer(type)) {
            return;
        }
        isExpanded = true;
        int count = BinaryJson.count(bytes, type, at, end);
        for (int i = 0; i < count; i++) {
            int entry = BinaryJson.entryAt(type, at, count, i);
            if (isObject()) {
                int key = BinaryJson.keyAt(bytes, type, at, end, i);
                names.add(Arrays.copyOfRange(bytes, key, key + BinaryJson.keyLength(bytes, type, at, i)));
            }
            elements.add(new JsonNode(bytes, bytes[entry], BinaryJson.valueAt(bytes, type, at, end, entry), end));
        }
    }
}
