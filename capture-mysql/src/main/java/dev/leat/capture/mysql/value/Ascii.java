package dev.leat.capture.mysql.value;

/** Writes hexadecimal digits. */
final class Ascii {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private Ascii() {}

    /** Writes two hexadecimal digits per byte, in upper case; returns the index behind them. */
    static int hex(byte[] bytes, int offset, int length, byte[] target, int at) {
        int to = at;
        for (int i = offset; i < offset + length; i++) {
            target[to++] = HEX[bytes[i] >> 4 & 0xF];
            target[to++] = HEX[bytes[i] & 0xF];
        }
        return to;
    }
}
