package dev.leat.sink.elasticsearch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How far a connection is protected. */
enum TlsMode {
    /** No TLS. */
    DISABLE,
    /** TLS with whoever answers. */
    REQUIRE,
    /** TLS with a server whose certificate a trusted authority has signed. */
    VERIFY_CA,
    /** TLS with a server whose certificate is also made out to the host. */
    VERIFY_FULL;

    /** The name in YAML. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(TlsMode::text).toList();
    }

    static TlsMode of(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no TLS mode " + text));
    }
}
