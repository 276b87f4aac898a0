package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A composite: {@code (1,"a ""quoted"" text",,"")} becomes an object with the fields' names; nothing between the commas
 * is null.
 *
 * <p>Fields that were added to the type after the value was read are null, as the server has it. More fields than are
 * known mean that the type has grown since the schema was resolved.
 */
final class CompositeDecoder implements ContainerDecoder {
    private final String type;
    private final byte[][] names;
    private final ValueDecoder[] fields;

    CompositeDecoder(String type, List<String> names, List<ValueDecoder> fields) {
        this.type = type;
        this.names = names.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.fields = fields.toArray(ValueDecoder[]::new);
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        int end = offset + length - 1;
        if (length < 2 || bytes[offset] != '(' || bytes[end] != ')') {
            throw Malformed.value(offset, type, "parentheses");
        }
        out.beginObject();
        int i = offset + 1;
        for (int field = 0; field < fields.length; field++) {
            if (field > 0 && i < end) {
                if (bytes[i] != ',') {
                    throw Malformed.value(i, type, "a comma");
                }
                i++;
            }
            out.name(names[field], 0, names[field].length);
            i = field(bytes, i, end, fields[field], out);
        }
        if (i != end) {
            throw Malformed.value(
                    i, type, fields.length + " fields; if the type was altered, restart to read its definition again");
        }
        out.endObject();
    }

    private int field(byte[] bytes, int start, int end, ValueDecoder decoder, ValueWriter out) {
        if (start == end || bytes[start] == ',') {
            out.nullValue();
            return start;
        }
        if (bytes[start] == '"') {
            int close = Quoted.closeAfterDoubles(bytes, start + 1, end, type);
            Quoted.write(bytes, start + 1, close, true, decoder, out);
            return close + 1;
        }
        int i = start;
        while (i < end && bytes[i] != ',') {
            i++;
        }
        decoder.write(bytes, start, i - start, out);
        return i;
    }
}
