package dev.leat.capture.mysql.value;

/** Bytes as hexadecimal digits. */
final class Hex {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    private Hex() {}

    /** Writes two hexadecimal digits per byte, in upper case; returns the index behind them. */
    static int write(byte[] bytes, int offset, int length, byte[] target, int at) {
        int to = at;
        for (int i = offset; i < offset + length; i++) {
            target[to++] = DIGITS[bytes[i] >> 4 & 0xF];
            target[to++] = DIGITS[bytes[i] & 0xF];
        }
        return to;
    }
}
