package dev.leat.core.config;

import dev.leat.api.plugin.TablePattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code schema.table}. A part with a dot, a star or a quote in its name stands in double quotes, in which {@code ""}
 * is a quote; a star outside quotes matches any characters within its part.
 */
final class PatternText {
    private final String text;
    private int at;

    private PatternText(String text) {
        this.text = text;
    }

    private record Part(String name, boolean isPattern) {}

    /**
     * @throws IllegalArgumentException saying what is wrong, to be put behind the text itself
     */
    static TablePattern parse(String text, List<String> columns, Location location) {
        List<Part> parts = new PatternText(text).parts();
        if (parts.size() == 1) {
            throw new InvalidValue(
                    "has no schema; write schema.table",
                    ", for example public." + Text.quotable(text) + ", with MySQL and MariaDB database.table");
        }
        if (parts.size() > 2) {
            throw new IllegalArgumentException("has " + parts.size()
                    + " parts; write schema.table, and a part that has a dot in its name in double quotes");
        }
        Part schema = parts.get(0);
        Part table = parts.get(1);
        return new TablePattern(
                schema.name(), table.name(), schema.isPattern(), table.isPattern(), columns, location.toString());
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        while (true) {
            parts.add(at < text.length() && text.charAt(at) == '"' ? quoted() : bare());
            if (at == text.length()) {
                return parts;
            }
            if (text.charAt(at) != '.') {
                throw new IllegalArgumentException("has characters behind a closing quote");
            }
            at++;
        }
    }

    private Part bare() {
        int end = text.indexOf('.', at);
        String name = text.substring(at, end < 0 ? text.length() : end);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("has an empty part; write schema.table");
        }
        if (name.indexOf('"') >= 0) {
            throw new IllegalArgumentException("has a quote inside a part; put the whole part in double quotes");
        }
        at += name.length();
        return new Part(name, name.indexOf('*') >= 0);
    }

    private Part quoted() {
        StringBuilder name = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                name.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                name.append(c);
                at++;
            } else if (name.isEmpty()) {
                throw new IllegalArgumentException("has an empty part; write schema.table");
            } else {
                return new Part(name.toString(), false);
            }
        }
        throw new IllegalArgumentException("has a double quote that is not closed");
    }
}
