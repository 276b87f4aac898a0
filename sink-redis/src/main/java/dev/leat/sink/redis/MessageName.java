package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.MessageSchema;
import dev.leat.api.change.Row;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The stream or channel of messages: the template with the prefix where a table's name would stand. Which prefixes there are is
 * known when they come. Reused from message to message; single-threaded.
 */
final class MessageName {
    /** What no stream may be named, since Leat's state is. */
    private final byte[] reserved;

    private final byte[][] literals;
    private final String template;
    private byte[] name = new byte[64];
    private int length;

    /**
     * @param reserved what the names of Leat's own state begin with; empty where names can't meet them
     */
    MessageName(TableTemplate template, String reserved) {
        this.template = template.text();
        this.literals = Arrays.stream(template.text().split(Pattern.quote(TableTemplate.TABLE), -1))
                .map(literal -> literal.getBytes(UTF_8))
                .toArray(byte[][]::new);
        this.reserved = reserved.getBytes(UTF_8);
    }

    /**
     * Names what this message goes to.
     *
     * @throws CdcException REJECTED when that is Leat's own
     */
    void of(Row message) {
        length = 0;
        for (int i = 0; i < literals.length; i++) {
            if (i > 0) {
                append(message.bytes(), message.offset(MessageSchema.PREFIX), message.length(MessageSchema.PREFIX));
            }
            append(literals[i], 0, literals[i].length);
        }
        if (reserved.length > 0
                && length >= reserved.length
                && Arrays.equals(name, 0, reserved.length, reserved, 0, reserved.length)) {
            throw new CdcException(
                    ErrorKind.REJECTED,
                    "messages would go to the stream " + new String(name, 0, length, UTF_8)
                            + ", which is named like Leat's own state: change the option key, now " + template);
        }
    }

    /** Holds the name from its first byte on. Not to be changed. */
    byte[] bytes() {
        return name;
    }

    int length() {
        return length;
    }

    private void append(byte[] source, int offset, int count) {
        if (length + count > name.length) {
            name = Arrays.copyOf(name, Math.max(2 * name.length, length + count));
        }
        System.arraycopy(source, offset, name, length, count);
        length += count;
    }
}
