package dev.leat.capture.postgres;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import dev.leat.capture.postgres.pgoutput.LogicalMessages;
import java.util.List;

/**
 * Which logical messages are wanted: none, unless the file names them.
 *
 * @param text prefixes, or patterns of them, of messages whose content is text
 * @param binary of those whose content is octets
 */
record MessageOptions(List<String> text, List<String> binary) {
    private static final String TEXT = "messages";
    private static final String BINARY = "binary-messages";

    MessageOptions {
        text = List.copyOf(text);
        binary = List.copyOf(binary);
    }

    static List<Option> declared() {
        return List.of(
                Option.optional(
                        TEXT,
                        OptionType.LIST,
                        "Prefixes of logical messages (pg_logical_emit_message) that are delivered, their content as text;"
                                + " * stands for any characters; none without it."),
                Option.optional(
                        BINARY,
                        OptionType.LIST,
                        "Likewise, with the content as base64; a prefix that both lists match is taken for this one."));
    }

    static MessageOptions read(Options options) {
        return new MessageOptions(patterns(options, TEXT), patterns(options, BINARY));
    }

    private static List<String> patterns(Options options, String name) {
        List<String> patterns = options.list(name);
        for (String pattern : patterns) {
            if (pattern.isEmpty()) {
                throw options.invalid(name, "an empty prefix matches no message; \"*\" matches all of them");
            }
            if (pattern.indexOf('\0') >= 0) {
                throw options.invalid(name, "no prefix has a zero character");
            }
        }
        return patterns;
    }

    boolean isEmpty() {
        return text.isEmpty() && binary.isEmpty();
    }

    /** @param encoding of the database, as the server names it */
    LogicalMessages in(String encoding) {
        return new LogicalMessages(text, binary, encoding);
    }
}
