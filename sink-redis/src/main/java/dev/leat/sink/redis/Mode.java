package dev.leat.sink.redis;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a row, or a change of it, becomes in Redis. */
enum Mode {
    /** A row is a hash, one field per column. */
    HASH,
    /** A row is a string, its JSON. */
    JSON,
    /** A change is an entry of its table's stream. */
    STREAM,
    /** A change is a message on its table's channel. */
    PUBLISH,
    /** Somebody else keeps rows under their keys; a change removes the row's key. */
    INVALIDATE;

    /** The name in YAML. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(Mode::text).toList();
    }

    static Mode of(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mode " + text));
    }

    /** Whether each row has a key of its own. */
    boolean isKeyed() {
        return switch (this) {
            case HASH, JSON, INVALIDATE -> true;
            case STREAM, PUBLISH -> false;
        };
    }

    /** Whether Redis holds the rows, so that a seeding has to remove those that the source lost. */
    boolean holdsRows() {
        return switch (this) {
            case HASH, JSON -> true;
            case STREAM, PUBLISH, INVALIDATE -> false;
        };
    }

    /** What the keys of rows hold; only when they have keys. */
    ValueType rowType() {
        return switch (this) {
            case HASH -> ValueType.HASH;
            case JSON -> ValueType.STRING;
            case INVALIDATE, STREAM, PUBLISH -> ValueType.ANY;
        };
    }
}
