package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.json.KeyText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes a row's {@code _id}: its key text; for an empty one or one above what the target takes, {@code ~} and the text's
 * SHA-256 in base64url. Single-threaded.
 */
final class DocumentId {
    static final int MAX_BYTES = 512;

    private final KeyText keyText = new KeyText();
    private final JsonBuffer text = new JsonBuffer(256);

    /** Appends the id as a JSON string. */
    void write(Row key, JsonBuffer out) {
        text.clear();
        keyText.write(key, text);
        if (text.length() > 0 && text.length() <= MAX_BYTES) {
            out.text(text.array(), 0, text.length());
        } else {
            byte[] hashed = hashed(Arrays.copyOf(text.array(), text.length()));
            out.text(hashed, 0, hashed.length);
        }
    }

    private static byte[] hashed(byte[] key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            return ("~" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash)).getBytes(US_ASCII);
        } catch (NoSuchAlgorithmException e) { // every JDK has it
            throw new AssertionError(e);
        }
    }
}
