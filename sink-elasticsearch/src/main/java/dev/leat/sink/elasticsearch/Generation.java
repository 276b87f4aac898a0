package dev.leat.sink.elasticsearch;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One index of a table, {@code products-000001}. It is written through the alias {@code Leat-products-000001}: an alias may
 * have upper case and an index may not, so no write can create the index anew when it was dropped.
 */
final class Generation {
    private static final Pattern SUFFIX = Pattern.compile("-(\\d{6,9})");

    private final String index;
    private final int number;
    private final String uuid;
    private final Set<String> fields;

    /**
     * @param uuid the index's own: another one under the same name is not this one
     * @param fields the fields that its mapping has
     */
    Generation(String index, int number, String uuid, Set<String> fields) {
        this.index = index;
        this.number = number;
        this.uuid = uuid;
        this.fields = Collections.newSetFromMap(new ConcurrentHashMap<>());
        this.fields.addAll(fields);
    }

    /** The index that the generation of an alias with this number has. */
    static String index(String alias, int number) {
        return alias + String.format("-%06d", number);
    }

    /** The alias that an index is written through. */
    static String writeAlias(String index) {
        return "Leat-" + index;
    }

    /** Whether {@code name} could be the index of a generation of {@code alias}. */
    static boolean isOf(String alias, String name) {
        return name.startsWith(alias)
                && SUFFIX.matcher(name.substring(alias.length())).matches();
    }

    /** The number in the index's name. */
    static int number(String alias, String index) {
        Matcher matcher = SUFFIX.matcher(index.substring(alias.length()));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(index + " is no generation of " + alias);
        }
        return Integer.parseInt(matcher.group(1));
    }

    String index() {
        return index;
    }

    int number() {
        return number;
    }

    String uuid() {
        return uuid;
    }

    String writeAlias() {
        return writeAlias(index);
    }

    /** The fields that the mapping has, kept as it grows. Thread-safe. */
    Set<String> fields() {
        return fields;
    }

    @Override
    public String toString() {
        return index;
    }
}
