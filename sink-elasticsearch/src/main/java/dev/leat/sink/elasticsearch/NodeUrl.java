package dev.leat.sink.elasticsearch;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The option {@code url}, taken apart: one or several {@code http[s]://[user:password@]host[:port][/path]} with commas in
 * between. Complaints never quote it, since it may hold a password.
 *
 * @param user null when no URL has one
 * @param password null when no URL has one
 */
record NodeUrl(
        List<Endpoint.Node> nodes,
        @Nullable String user,
        @Nullable String password) {
    private static final int DEFAULT_PORT = 9200;
    private static final String EXPECTED =
            "http[s]://[user:password@]host[:port][/path], several with commas in between";

    /** Copies the list. */
    NodeUrl {
        nodes = List.copyOf(nodes);
    }

    /**
     * Takes the URLs apart.
     *
     * @throws IllegalArgumentException with a message that names what is wrong, without the text
     */
    static NodeUrl parse(String text) {
        List<Endpoint.Node> nodes = new ArrayList<>();
        String user = null;
        String password = null;
        for (String part : text.split(",", -1)) {
            URI uri = uri(part.strip());
            String info = uri.getRawUserInfo();
            if (info != null) {
                int colon = info.indexOf(':');
                if (colon <= 0 || user != null) {
                    throw new IllegalArgumentException(
                            "must have user and password together and once, or in the options user and password");
                }
                user = decode(info.substring(0, colon));
                password = decode(info.substring(colon + 1));
            }
            nodes.add(node(uri));
        }
        Endpoint.Node first = nodes.get(0);
        boolean alike = nodes.stream()
                .allMatch(
                        node -> node.secured() == first.secured() && node.path().equals(first.path()));
        if (!alike) {
            throw new IllegalArgumentException("must have one scheme and one path for all nodes");
        }
        return new NodeUrl(nodes, user, password);
    }

    private static URI uri(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) { // not chained: it quotes the text
            throw new IllegalArgumentException("is no URL: must be " + EXPECTED);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("must be " + EXPECTED);
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw new IllegalArgumentException("names no host: must be " + EXPECTED);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not have parameters or a fragment");
        }
        return uri;
    }

    private static Endpoint.Node node(URI uri) {
        boolean secured = uri.getScheme().equalsIgnoreCase("https");
        String host = uri.getHost();
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("has a port outside 1 to 65535");
        }
        String path = String.valueOf(uri.getRawPath());
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new Endpoint.Node(secured, host, port, path);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) { // not chained: it quotes the text
            throw new IllegalArgumentException("has a percent sign in its user or password that is not written %25");
        }
    }

    @Override
    public String toString() {
        return nodes.toString();
    }
}
