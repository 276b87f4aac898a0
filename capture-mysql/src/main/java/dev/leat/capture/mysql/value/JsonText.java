package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;

/** JSON texts that the server has checked already; white space outside strings is taken out. */
final class JsonText {
    private JsonText() {}

    static void write(byte[] bytes, int offset, int length, ValueWriter out) {
        byte[] text = out.scratch(length);
        int to = 0;
        boolean inString = false;
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (inString) {
                if (b >= 0 && b < ' ') {
                    throw Malformed.value(i, "json");
                }
                text[to++] = b;
                if (b == '\\' && i + 1 < offset + length) {
                    text[to++] = bytes[++i];
                } else if (b == '"') {
                    inString = false;
                }
            } else if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                if (b < ' ') {
                    throw Malformed.value(i, "json");
                }
                text[to++] = b;
                inString = b == '"';
            }
        }
        if (to == 0 || inString) {
            throw Malformed.value(offset, "json");
        }
        out.json(text, 0, to);
    }
}
