package dev.leat.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Replaces <code>${env:NAME}</code> and <code>${file:/path}</code> in values; <code>$${</code> stands for <code>${</code>.
 * What was put in is not looked at again.
 */
final class Interpolation {
    private static final int MAX_BYTES = 1 << 16;
    private static final String OPENING = "${";

    private final Map<String, String> environment;
    private final Path folder;

    Interpolation(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /**
     * The text with its references replaced.
     *
     * @throws IllegalArgumentException naming the reference, never a value
     */
    String apply(String text) {
        int opening = text.indexOf(OPENING);
        if (opening < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int done = 0;
        while (opening >= 0) {
            int next;
            if (opening > done && text.charAt(opening - 1) == '$') {
                out.append(text, done, opening - 1).append(OPENING);
                next = opening + OPENING.length();
            } else {
                int closing = text.indexOf('}', opening);
                if (closing < 0) {
                    throw new IllegalArgumentException("a reference that \"${\" opens is not closed by \"}\"; "
                            + "write $${ where ${ itself is meant");
                }
                out.append(text, done, opening).append(value(text.substring(opening + OPENING.length(), closing)));
                next = closing + 1;
            }
            done = next;
            opening = text.indexOf(OPENING, done);
        }
        return out.append(text, done, text.length()).toString();
    }

    private String value(String reference) {
        if (reference.startsWith("env:")) {
            return variable(reference.substring("env:".length()));
        }
        if (reference.startsWith("file:")) {
            return content(reference.substring("file:".length()));
        }
        throw new IllegalArgumentException("${" + Text.quotable(reference)
                + "} is not known; write ${env:NAME} or ${file:/path}, and $${ where ${ itself is meant");
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the environment variable " + Text.quotable(name) + " is not set");
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the environment variable " + Text.quotable(name) + " is empty");
        }
        return value;
    }

    private String content(String path) {
        String shown = Text.quotable(path);
        try (InputStream in = Files.newInputStream(folder.resolve(path))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException("the file " + shown + " is larger than 64 KiB");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String value = withoutLineBreak(text);
            if (value.isEmpty()) {
                throw new IllegalArgumentException("the file " + shown + " is empty");
            }
            return value;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + shown, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the file " + shown + " is not UTF-8", e);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + shown + "\" is not a path", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + shown + " can't be read by this user", e);
        }
    }

    /** Editors and {@code echo} end a file with a line break that is no part of the secret. */
    private static String withoutLineBreak(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
