package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;

/** {@code hstore}: {@code "a"=>"1", "b"=>NULL} becomes an object of texts and nulls. */
final class HstoreDecoder implements ContainerDecoder {
    private static final String TYPE = "hstore";
    private static final TextDecoder TEXT = new TextDecoder();

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        int end = offset + length;
        out.beginObject();
        int i = offset;
        while (i < end) {
            i = key(bytes, i, end, out);
            i = expect(bytes, i, end, '=', '>');
            i = value(bytes, i, end, out);
            if (i < end) {
                i = expect(bytes, i, end, ',', ' ');
                if (i == end) {
                    throw Malformed.value(i, TYPE, "a key");
                }
            }
        }
        out.endObject();
    }

    private static int key(byte[] bytes, int start, int end, ValueWriter out) {
        int from = openingQuote(bytes, start, end);
        int close = Quoted.closeAfterBackslashes(bytes, from, end, TYPE);
        int escape = Quoted.findEscape(bytes, from, close, false);
        if (escape == close) {
            out.name(bytes, from, close - from);
        } else {
            byte[] plain = out.scratch(close - from);
            out.name(plain, 0, Quoted.unescape(bytes, from, close, escape, false, plain));
        }
        return close + 1;
    }

    private static int value(byte[] bytes, int start, int end, ValueWriter out) {
        if (end - start >= 4
                && bytes[start] == 'N'
                && bytes[start + 1] == 'U'
                && bytes[start + 2] == 'L'
                && bytes[start + 3] == 'L') {
            out.nullValue();
            return start + 4;
        }
        int from = openingQuote(bytes, start, end);
        int close = Quoted.closeAfterBackslashes(bytes, from, end, TYPE);
        Quoted.write(bytes, from, close, false, TEXT, out);
        return close + 1;
    }

    private static int openingQuote(byte[] bytes, int start, int end) {
        if (start >= end || bytes[start] != '"') {
            throw Malformed.value(start, TYPE, "an opening quote");
        }
        return start + 1;
    }

    private static int expect(byte[] bytes, int at, int end, char first, char second) {
        if (end - at < 2 || bytes[at] != first || bytes[at + 1] != second) {
            throw Malformed.value(at, TYPE, "'" + first + second + "'");
        }
        return at + 2;
    }
}
