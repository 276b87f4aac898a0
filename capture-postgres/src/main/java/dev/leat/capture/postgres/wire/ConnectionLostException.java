package dev.leat.capture.postgres.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The replication connection is gone: closed by the server, by us, by the network, or silent for too long. */
public final class ConnectionLostException extends IOException {

    private static final long serialVersionUID = 1;

    ConnectionLostException(String message) {
        super(message);
    }

    ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
