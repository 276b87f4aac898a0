package dev.leat.capture.postgres.value;

import dev.leat.api.DecodeException;

/** Failures of value decoders. They say what was expected and where, never what was found: that is row data. */
final class Malformed {
    private Malformed() {}

    static DecodeException value(int index, String type) {
        return new DecodeException(index, "malformed " + type + " value");
    }

    static DecodeException value(int index, String type, String expected) {
        return new DecodeException(index, "malformed " + type + " value: expected " + expected);
    }
}
