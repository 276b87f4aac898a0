package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/** What a key holds, as SCAN tells it apart. */
enum ValueType {
    HASH,
    STRING,
    /** Whatever it is; SCAN is not asked. */
    ANY;

    /** The name for SCAN. */
    byte[] bytes() {
        return name().toLowerCase(Locale.ROOT).getBytes(US_ASCII);
    }
}
