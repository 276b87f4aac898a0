package dev.leat.core.config;

/**
 * A place in a pipeline file.
 *
 * @param file the file as the user named it
 * @param line from 1
 * @param column from 1
 */
public record Location(String file, int line, int column) implements Comparable<Location> {
    @Override
    public int compareTo(Location other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
