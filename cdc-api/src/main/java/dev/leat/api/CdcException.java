package dev.leat.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one failure type of the SPI. The message says what failed, on which object, and the command or SQL that mends it;
 * it never carries a row value or a secret. A cause is chained, its text never pasted.
 */
public class CdcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    /** A failure without a cause of its own. */
    public CdcException(ErrorKind kind, String message) {
        this(kind, message, null);
    }

    /** A failure caused by {@code cause}. */
    public CdcException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What failed, on which object, and what mends it. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What the engine has to do about it. */
    public ErrorKind kind() {
        return kind;
    }
}
