package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A composite: {@code (1,"a ""quoted"" text",,"")} becomes an object with the fields' names; nothing between the commas
 * is null.
 *
 * <p>A value has the fields that the type had when it was written, the definition is the one that was read last, and no
 * message tells that a type was altered. Fewer fields than are known were written before the others were added, which are
 * null, as the server has it. As many as there ever were: some have been dropped since. More than that: the type has grown,
 * and its definition is read anew.
 */
final class CompositeDecoder implements ContainerDecoder {
    private final String type;
    private final byte[][] names;
    private final ValueDecoder[] fields;
    /** The place of each field in a value that has all there ever were, from 0. */
    private final int[] places;

    private final int everCount;
    private final Supplier<@Nullable CompositeDecoder> renewal;

    /** For the definition that explained the last value that this one did not. */
    private volatile @Nullable CompositeDecoder successor;

    /**
     * @param fields of each field of {@code composite}
     * @param renewal reads the definition anew
     */
    CompositeDecoder(
            PgType.Composite composite, List<ValueDecoder> fields, Supplier<@Nullable CompositeDecoder> renewal) {
        this.type = composite.schema() + "." + composite.name();
        this.names = composite.fields().stream()
                .map(field -> field.name().getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.fields = fields.toArray(ValueDecoder[]::new);
        this.places = composite.fields().stream()
                .mapToInt(field -> field.number() - 1)
                .toArray();
        this.everCount = composite.fieldCount();
        this.renewal = renewal;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        int end = offset + length - 1;
        if (length < 2 || bytes[offset] != '(' || bytes[end] != ')') {
            throw Malformed.value(offset, type, "parentheses");
        }
        int count = count(bytes, offset + 1, end);
        CompositeDecoder definition = explaining(count);
        if (definition == null) {
            throw Malformed.value(
                    offset,
                    type,
                    fields.length + " fields; if the type was altered, what was written before cannot be told apart:"
                            + " leave the column out");
        }
        definition.write(bytes, offset + 1, end, count, out);
    }

    /** Null when no definition does. */
    private @Nullable CompositeDecoder explaining(int count) {
        if (explains(count)) {
            return this;
        }
        CompositeDecoder known = successor;
        if (known == null || !known.explains(count)) {
            known = renewal.get();
            successor = known;
        }
        return known != null && known.explains(count) ? known : null;
    }

    private boolean explains(int count) {
        return count <= fields.length || count == everCount;
    }

    private void write(byte[] bytes, int start, int end, int count, ValueWriter out) {
        boolean hasDropped = count > fields.length;
        out.beginObject();
        int i = start;
        int place = 0;
        for (int field = 0; field < fields.length; field++) {
            for (; hasDropped && place < places[field]; place++) {
                i = afterField(bytes, i, end) + 1;
            }
            out.name(names[field], 0, names[field].length);
            if (place < count) {
                i = field(bytes, i, end, fields[field], out) + 1;
                place++;
            } else {
                out.nullValue();
            }
        }
        out.endObject();
    }

    /** How many fields the value has, all of them well-formed. One that is empty counts as a null; there are none of none. */
    private int count(byte[] bytes, int start, int end) {
        int count = 1;
        for (int i = afterField(bytes, start, end); i < end; i = afterField(bytes, i + 1, end)) {
            if (bytes[i] != ',') {
                throw Malformed.value(i, type, "a comma");
            }
            count++;
        }
        return start == end && fields.length == 0 ? 0 : count;
    }

    /** The index of the comma behind the field that begins at {@code start}, or {@code end}. */
    private int afterField(byte[] bytes, int start, int end) {
        if (start < end && bytes[start] == '"') {
            return Quoted.closeAfterDoubles(bytes, start + 1, end, type) + 1;
        }
        int i = start;
        while (i < end && bytes[i] != ',') {
            i++;
        }
        return i;
    }

    private int field(byte[] bytes, int start, int end, ValueDecoder decoder, ValueWriter out) {
        int after = afterField(bytes, start, end);
        if (after == start) {
            out.nullValue();
        } else if (bytes[start] == '"') {
            Quoted.write(bytes, start + 1, after - 1, true, decoder, out);
        } else {
            decoder.write(bytes, start, after - start, out);
        }
        return after;
    }
}
