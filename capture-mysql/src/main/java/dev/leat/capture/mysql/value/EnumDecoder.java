package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code ENUM}: one or two bytes, the lowest first, the label's place counted from 1; 0 is the empty text. */
final class EnumDecoder implements ValueDecoder {
    private static final byte[] NONE = {};

    private final byte[][] labels;
    private final int width;

    /** @param labels in UTF-8 */
    EnumDecoder(byte[][] labels, int width) {
        this.labels = labels;
        this.width = width;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        Malformed.requireLength(offset, "enum", width, length);
        int index = (int) LittleEndian.unsigned(bytes, offset, width);
        if (index > labels.length) {
            throw Malformed.value(offset, "enum of " + labels.length + " labels");
        }
        byte[] label = index == 0 ? NONE : labels[index - 1];
        out.text(label, 0, label.length);
    }
}
