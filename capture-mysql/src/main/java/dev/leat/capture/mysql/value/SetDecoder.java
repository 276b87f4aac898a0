package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code SET}: a bit per label in 1 to 8 bytes, the lowest first; pushed as {@code a,c}. */
final class SetDecoder implements ValueDecoder {
    private final byte[][] labels;
    private final int width;
    private final int maxLength;

    /** @param labels in UTF-8 */
    SetDecoder(byte[][] labels, int width) {
        this.labels = labels;
        this.width = width;
        int length = 0;
        for (byte[] label : labels) {
            length += label.length + 1;
        }
        this.maxLength = length;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        Malformed.requireLength(offset, "set", width, length);
        long bits = LittleEndian.unsigned(bytes, offset, width);
        if (labels.length < Long.SIZE && bits >>> labels.length != 0) {
            throw Malformed.value(offset, "set of " + labels.length + " labels");
        }
        byte[] text = out.scratch(maxLength);
        int to = 0;
        for (int i = 0; i < labels.length; i++) {
            if ((bits >>> i & 1) != 0) {
                if (to > 0) {
                    text[to++] = ',';
                }
                System.arraycopy(labels[i], 0, text, to, labels[i].length);
                to += labels[i].length;
            }
        }
        out.text(text, 0, to);
    }
}
