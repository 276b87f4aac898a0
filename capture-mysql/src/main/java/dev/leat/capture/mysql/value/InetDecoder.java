package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.json.Integers;
import dev.leat.api.schema.ValueDecoder;
import java.util.Arrays;

/** MariaDB's {@code INET4} and {@code INET6}: the address in network order, without the zeros at its end. */
final class InetDecoder implements ValueDecoder {
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;
    private static final int MAX_LENGTH = 48;
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final int width;

    InetDecoder(boolean v6) {
        this.width = v6 ? V6_BYTES : V4_BYTES;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length > width) {
            throw Malformed.length(offset, "address", width, length);
        }
        byte[] text = out.scratch(MAX_LENGTH + V6_BYTES);
        Arrays.fill(text, MAX_LENGTH, MAX_LENGTH + width, (byte) 0);
        System.arraycopy(bytes, offset, text, MAX_LENGTH, length);
        out.text(text, 0, width == V4_BYTES ? writeV4(text, MAX_LENGTH, 0) : writeV6(text));
    }

    private static int writeV4(byte[] text, int at, int start) {
        int to = start;
        for (int i = 0; i < V4_BYTES; i++) {
            if (i > 0) {
                text[to++] = '.';
            }
            to = Integers.put(text, to, text[at + i] & 0xFF);
        }
        return to;
    }

    /** As the server: the first of the longest runs of zero groups is {@code ::}, an IPv4 address inside has points. */
    private static int writeV6(byte[] text) {
        int[] groups = new int[V6_BYTES / 2];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (text[MAX_LENGTH + 2 * i] & 0xFF) << 8 | (text[MAX_LENGTH + 2 * i + 1] & 0xFF);
        }
        int gap = -1;
        int gapLength = 0;
        for (int i = 0; i < groups.length; i++) {
            int run = 0;
            while (i + run < groups.length && groups[i + run] == 0) {
                run++;
            }
            if (run > gapLength) {
                gap = i;
                gapLength = run;
            }
        }
        int to = 0;
        for (int i = 0; i < groups.length; ) {
            if (i == gap) {
                text[to++] = ':';
                i += gapLength;
                if (i == groups.length) {
                    text[to++] = ':';
                }
                continue;
            }
            if (i > 0) {
                text[to++] = ':';
            }
            if (i == 6 && gap == 0 && (gapLength == 6 || (gapLength == 5 && groups[5] == 0xFFFF))) {
                return writeV4(text, MAX_LENGTH + V6_BYTES - V4_BYTES, to);
            }
            to = writeGroup(groups[i++], text, to);
        }
        return to;
    }

    private static int writeGroup(int group, byte[] text, int start) {
        int to = start;
        for (int shift = 12; shift >= 0; shift -= 4) {
            if (shift == 0 || group >>> shift != 0) {
                text[to++] = DIGITS[group >>> shift & 0xF];
            }
        }
        return to;
    }
}
