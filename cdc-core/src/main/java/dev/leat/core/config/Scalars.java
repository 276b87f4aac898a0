package dev.leat.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads values out of nodes; what is wrong with one becomes a problem at its place. */
final class Scalars {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    private final Problems problems;
    private final Interpolation interpolation;

    Scalars(Problems problems, Interpolation interpolation) {
        this.problems = problems;
        this.interpolation = interpolation;
    }

    Problems problems() {
        return problems;
    }

    Location location(Node node) {
        return YamlTree.location(problems.file(), node.getStartMark());
    }

    void refuse(String path, Node node, String message) {
        problems.add(location(node), path + ": " + message);
    }

    /** The text with references replaced, or null after a problem was added. */
    @Nullable
    String text(String path, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            refuse(path, node, "must be a single value, not a " + kind(node));
            return null;
        }
        if (isEmpty(scalar)) {
            refuse(path, node, "has no value; write one or remove the key");
            return null;
        }
        try {
            return interpolation.apply(scalar.getValue());
        } catch (IllegalArgumentException e) {
            refuse(path, node, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** The value that {@code parser} makes of the text; empty after a problem or when there is no node. */
    <T> Optional<T> parse(String path, @Nullable Node node, Function<String, T> parser) {
        String text = node == null ? null : text(path, node);
        if (node == null || text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            refuse(
                    path,
                    node,
                    "\"" + shown(node) + "\" " + (isOwn(node, text) ? e.getMessage() : InvalidValue.ruleOf(e)));
            return Optional.empty();
        }
    }

    /** The elements of a list, or nothing after a problem was added. */
    List<Node> elements(String path, Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        boolean isScalar = node instanceof ScalarNode scalar && !isEmpty(scalar);
        refuse(path, node, "must be a list" + (isScalar ? ": [" + shown(node) + "]" : ""));
        return List.of();
    }

    List<String> texts(String path, List<Node> elements) {
        List<String> texts = new ArrayList<>();
        for (Node element : elements) {
            String text = text(path, element);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** Whether the text is the file's own, so that a message may take it apart. */
    static boolean isOwn(Node node, String text) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals(text);
    }

    /** What stands in the file, before references are replaced. */
    static String shown(Node node) {
        return node instanceof ScalarNode scalar ? Text.quotable(scalar.getValue()) : kind(node);
    }

    static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar && scalar.isPlain() && NULLS.contains(scalar.getValue());
    }

    static int wholeNumber(String text, int min, int max) {
        long number = wholeNumber(text);
        if (number < min || number > max) {
            throw new IllegalArgumentException("is outside " + min + " to " + max);
        }
        return (int) number;
    }

    static long wholeNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a whole number", e);
        }
    }

    static boolean bool(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException("is neither true nor false");
    }

    static String oneOf(String text, Collection<String> valid) {
        if (valid.contains(text)) {
            return text;
        }
        throw new IllegalArgumentException("is not one of " + String.join(", ", valid) + Nearest.hint(text, valid));
    }

    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case SEQUENCE -> "list";
            case MAPPING -> "mapping";
            case SCALAR, ANCHOR -> "value";
        };
    }
}
