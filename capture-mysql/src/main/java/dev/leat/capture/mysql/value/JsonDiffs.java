package dev.leat.capture.mysql.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.DecodeException;
import dev.leat.api.json.JsonBuffer;

/**
 * What {@code binlog_row_value_options=PARTIAL_JSON} logs in place of a document: what changed in it ({@code
 * sql-common/json_diff.h}). Lengths are packed as in the client protocol.
 *
 * <pre>
 *   Int8 operation (0 replace, 1 insert, 2 remove) | length of the path | path
 *   | but for remove: length of the value | value as a binary document
 * </pre>
 *
 * A path is {@code $} and steps {@code .name}, {@code ."quoted name"} or {@code [index]}.
 */
public final class JsonDiffs {
    private static final int REPLACE = 0;
    private static final int INSERT = 1;
    private static final int REMOVE = 2;

    private final byte[] bytes;
    private final int end;
    private int at;

    private JsonDiffs(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    /**
     * Writes the document that the diffs make of another one, as JSON text.
     *
     * @param document binary, in the same array as the diffs
     */
    public static void apply(
            byte[] bytes, int document, int documentLength, int diffs, int diffsLength, JsonBuffer out) {
        new JsonDiffs(bytes, diffs, diffsLength)
                .applyTo(JsonNode.of(bytes, document, documentLength))
                .write(0, out, new BinaryJson.Budget((long) documentLength + diffsLength));
    }

    private JsonNode applyTo(JsonNode document) {
        JsonNode root = document;
        while (at < end) {
            int operation = bytes[at++];
            int pathLength = length();
            int path = at;
            at += pathLength;
            if (operation < REPLACE || operation > REMOVE || pathLength < 1 || bytes[path] != '$') {
                throw malformed(path);
            }
            if (operation == REMOVE) {
                change(root, path + 1, path + pathLength, REMOVE, root);
                continue;
            }
            int valueLength = length();
            JsonNode value = JsonNode.of(bytes, at, valueLength);
            at += valueLength;
            if (pathLength == 1 && operation == REPLACE) {
                root = value;
            } else {
                change(root, path + 1, path + pathLength, operation, value);
            }
        }
        return root;
    }

    /** Walks the path to its last step, and changes what that leads to. */
    private void change(JsonNode root, int from, int to, int operation, JsonNode value) {
        JsonNode parent = root;
        int step = from;
        while (true) {
            int next = stepEnd(step, to);
            boolean isLast = next == to;
            boolean isMember = bytes[step] == '.';
            if (isMember ? !parent.isObject() : !parent.isArray()) {
                throw malformed(step);
            }
            byte[] name = isMember ? name(step + 1, next) : new byte[0];
            int index = isMember ? parent.find(name) : index(step + 1, next - 1);
            boolean exists = index >= 0 && index < parent.elements().size();
            if (!isLast) {
                if (!exists) {
                    throw malformed(step);
                }
                parent = parent.elements().get(index);
                step = next;
                continue;
            }
            changeAt(parent, index, exists, name, isMember, operation, value, step);
            return;
        }
    }

    private static void changeAt(
            JsonNode parent,
            int index,
            boolean exists,
            byte[] name,
            boolean isMember,
            int operation,
            JsonNode value,
            int step) {
        if (operation == INSERT) {
            if (isMember && exists) {
                throw malformed(step);
            }
            int place =
                    isMember ? -1 - index : Math.min(index, parent.elements().size());
            parent.elements().add(place, value);
            if (isMember) {
                parent.names().add(place, name);
            }
            return;
        }
        if (!exists) {
            throw malformed(step);
        }
        if (operation == REPLACE) {
            parent.elements().set(index, value);
        } else {
            parent.elements().remove(index);
            if (isMember) {
                parent.names().remove(index);
            }
        }
    }

    /** Where the step at {@code from} ends. */
    private int stepEnd(int from, int to) {
        if (from >= to) {
            throw malformed(from);
        }
        if (bytes[from] == '[') {
            for (int i = from + 1; i < to; i++) {
                if (bytes[i] == ']') {
                    return i + 1;
                }
            }
        } else if (bytes[from] == '.' && from + 1 < to && bytes[from + 1] == '"') {
            int i = from + 2;
            while (i < to) {
                if (bytes[i] == '"') {
                    return i + 1;
                }
                i += bytes[i] == '\\' ? 2 : 1;
            }
        } else if (bytes[from] == '.') {
            int i = from + 1;
            while (i < to && bytes[i] != '.' && bytes[i] != '[') {
                i++;
            }
            return i;
        }
        throw malformed(from);
    }

    private int index(int from, int to) {
        long index = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || index > Integer.MAX_VALUE) {
                throw malformed(i);
            }
            index = index * 10 + bytes[i] - '0';
        }
        if (from == to || index > Integer.MAX_VALUE) {
            throw malformed(from);
        }
        return (int) index;
    }

    private byte[] name(int from, int to) {
        String text = new String(bytes, from, to - from, UTF_8);
        return (text.startsWith("\"") ? unquoted(text, from) : text).getBytes(UTF_8);
    }

    /** A JSON string's characters. */
    private static String unquoted(String quoted, int at) {
        StringBuilder text = new StringBuilder();
        int end = quoted.length() - 1;
        int i = 1;
        while (i < end) {
            char c = quoted.charAt(i++);
            if (c != '\\' || i == end) {
                text.append(c);
                continue;
            }
            char escaped = quoted.charAt(i++);
            switch (escaped) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    if (end - i < 4) {
                        throw malformed(at);
                    }
                    text.append(hex(quoted, i, at));
                    i += 4;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }

    private static char hex(String text, int from, int at) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                throw malformed(at);
            }
            value = (value << 4) | digit;
        }
        return (char) value;
    }

    /** A packed number: below 251 itself, 252, 253 and 254 in front of 2, 3 and 8 bytes. */
    private int length() {
        if (at >= end) {
            throw malformed(at);
        }
        int first = bytes[at++] & 0xFF;
        int width = first < 251 ? 0 : first == 252 ? 2 : first == 253 ? 3 : first == 254 ? 8 : -1;
        if (width < 0 || width > end - at) {
            throw malformed(at);
        }
        long length = width == 0 ? first : LittleEndian.unsigned(bytes, at, width);
        at += width;
        if (length < 0 || length > end - at) {
            throw malformed(at);
        }
        return (int) length;
    }

    private static DecodeException malformed(int at) {
        return Malformed.value(at, "json diff that fits the document");
    }
}
