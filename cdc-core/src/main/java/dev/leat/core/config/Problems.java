package dev.leat.core.config;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what is wrong with one file, so that it is reported at once. */
final class Problems {
    private static final int MAX_LISTED = 100;

    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private int unlisted;

    Problems(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    void add(Location location, String message) {
        if (found.size() < MAX_LISTED) {
            found.add(new Problem(location, message));
        } else {
            unlisted++;
        }
    }

    /** A problem of the file as a whole. */
    void add(String message) {
        add(new Location(file, 1, 1), message);
    }

    boolean isFull() {
        return found.size() >= MAX_LISTED;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the order of the file. */
    List<Problem> list() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing(Problem::location));
        if (unlisted > 0) {
            Location last = sorted.get(sorted.size() - 1).location();
            sorted.add(new Problem(last, unlisted + " more problems are not listed"));
        }
        return List.copyOf(sorted);
    }

    static CdcException failure(String file, List<Problem> problems) {
        if (problems.size() == 1) {
            return new CdcException(ErrorKind.CONFIG, problems.get(0).toString());
        }
        String lines = problems.stream().map(Problem::toString).collect(Collectors.joining("\n  "));
        return new CdcException(ErrorKind.CONFIG, file + " has " + problems.size() + " problems:\n  " + lines);
    }
}
