package dev.leat.sink.redis;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is and how it is reached. Its text names host, port and database only.
 *
 * @param host a name or an address
 * @param port the TCP port
 * @param database the logical database, from 0
 */
record Endpoint(String host, int port, int database, Credentials credentials, Tls tls, Timeouts timeouts) {
    /**
     * Who connects.
     *
     * @param user null: the default user
     * @param password null: none is asked for
     */
    record Credentials(@Nullable String user, @Nullable String password) {
        /** The user's name on the server. */
        String userName() {
            return user == null ? "default" : user;
        }

        @Override
        public String toString() {
            return userName();
        }
    }

    /**
     * How the connection is protected.
     *
     * @param ca certificates in PEM that are trusted; null: those that the JDK trusts
     * @param client null: shows no certificate
     */
    record Tls(TlsMode mode, @Nullable Path ca, @Nullable ClientIdentity client) {}

    /**
     * How long is waited.
     *
     * @param connect for a connection, and for each step of its TLS handshake
     * @param read for the next bytes of an answer, and for the server to take what is sent
     */
    record Timeouts(Duration connect, Duration read) {}

    /** Whether the host is this machine, as far as its text tells. */
    boolean isLoopback() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    @Override
    public String toString() {
        String address = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return address + ":" + port + (database == 0 ? "" : "/" + database);
    }
}
