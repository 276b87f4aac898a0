package dev.leat.capture.postgres.wire;

import java.io.IOException;

/** The server refused a command or ended the stream with an ErrorResponse. */
public final class ServerErrorException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient ServerMessage error;

    ServerErrorException(String what, ServerMessage error) {
        super(what + ": " + error);
        this.error = error;
    }

    public ServerMessage error() {
        return error;
    }

    public String sqlState() {
        return error.sqlState();
    }
}
