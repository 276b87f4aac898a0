package dev.leat.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The property {@code leat.readers}: names with commas between. */
final class WantedReaders {
    private static final String PROPERTY = "leat.readers";

    private WantedReaders() {}

    /** Those that the property names, or all where it is not set. */
    static <T> List<T> of(List<T> all, Function<T, String> name) {
        String names = System.getProperty(PROPERTY);
        if (names == null) {
            return all;
        }
        List<T> wanted = new ArrayList<>();
        for (String each : names.split(",", -1)) {
            wanted.add(all.stream()
                    .filter(reader -> name.apply(reader).equals(each))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no reader " + each + " (-D" + PROPERTY
                            + "): there are " + all.stream().map(name).toList())));
        }
        return wanted;
    }
}
