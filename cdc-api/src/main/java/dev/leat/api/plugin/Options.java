package dev.leat.api.plugin;

import dev.leat.api.CdcException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The options of one capture or sink as the file gives them, validated against the factory's declaration and with defaults
 * filled in. Reading an option that the factory did not declare is an {@link IllegalArgumentException}.
 */
public interface Options {
    /** The value of a TEXT, CHOICE or secret option; empty when the file has none and there is no default. */
    Optional<String> findText(String name);

    /** The value of a TEXT, CHOICE or secret option that is required or has a default. */
    String text(String name);

    /** The value of a BOOLEAN option that is required or has a default. */
    boolean bool(String name);

    /** The value of an INTEGER option that is required or has a default. */
    long integer(String name);

    /** The value of a DURATION option that is required or has a default. */
    Duration duration(String name);

    /** The value of a SIZE option in bytes that is required or has a default. */
    long sizeBytes(String name);

    /** The value of a PATH option, resolved against the file's folder; empty when there is none. */
    Optional<Path> findPath(String name);

    /** The value of a LIST option; empty when there is none. */
    List<String> list(String name);

    /** A CONFIG failure that names the option's place in the file (file, line, column) in front of {@code message}. */
    CdcException invalid(String name, String message);
}
