package dev.leat.sink.elasticsearch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a cluster is and how it is reached. Its text names scheme, hosts and ports only.
 *
 * @param nodes at least one; all have the same scheme and path
 */
record Endpoint(List<Node> nodes, Credentials credentials, Tls tls, Timeouts timeouts) {
    /** Copies the list. */
    Endpoint {
        nodes = List.copyOf(nodes);
    }

    /**
     * One node.
     *
     * @param host a name or an address, IPv6 without brackets
     * @param path in front of every request's path; empty, or begins with a slash
     */
    record Node(boolean secured, String host, int port, String path) {
        boolean isLoopback() {
            return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
        }

        @Override
        public String toString() {
            String address = host.indexOf(':') < 0 ? host : "[" + host + "]";
            return (secured ? "https://" : "http://") + address + ":" + port + path;
        }
    }

    /**
     * Who connects: by password, by key, or anybody.
     *
     * @param apiKey the encoded form, {@code base64(id:key)}
     */
    record Credentials(
            @Nullable String user,
            @Nullable String password,
            @Nullable String apiKey) {
        @Override
        public String toString() {
            return apiKey != null ? "an API key" : user == null ? "nobody" : "user " + user;
        }
    }

    /**
     * How the connection is protected.
     *
     * @param ca certificates in PEM that are trusted; null: those that the JDK trusts
     * @param fingerprint SHA-256 of the one certificate that is trusted, in lower-case hexadecimal digits; null: none is named
     * @param client null: shows no certificate
     */
    record Tls(
            TlsMode mode,
            @Nullable Path ca,
            @Nullable String fingerprint,
            @Nullable ClientIdentity client) {}

    /**
     * How long is waited.
     *
     * @param connect for a connection
     * @param read for an answer
     */
    record Timeouts(Duration connect, Duration read) {}

    /** Whether nothing leaves this machine, as far as the hosts' texts tell. */
    boolean isLoopback() {
        return nodes.stream().allMatch(Node::isLoopback);
    }

    boolean isSecured() {
        return nodes.get(0).secured();
    }

    @Override
    public String toString() {
        return nodes.stream().map(Node::toString).collect(Collectors.joining(","));
    }
}
