package dev.leat.capture.mysql.value;

import dev.leat.api.DecodeException;

/** What is wrong with a value, without the value. */
final class Malformed {
    private Malformed() {}

    static DecodeException value(int at, String type) {
        return new DecodeException(at, "expected a value of type " + type + ", found something else");
    }

    static DecodeException length(int at, String type, int expected, int found) {
        return new DecodeException(at, type + ": expected " + expected + " bytes, found " + found);
    }

    static void requireLength(int at, String type, int expected, int found) {
        if (expected != found) {
            throw length(at, type, expected, found);
        }
    }
}
