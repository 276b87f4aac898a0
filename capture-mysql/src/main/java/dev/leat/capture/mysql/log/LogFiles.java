package dev.leat.capture.mysql.log;

import dev.leat.capture.mysql.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The files that a server still has of its log, oldest first. Immutable. */
public final class LogFiles {
    /** Behind the magic number. */
    private static final long FIRST_OFFSET = 4;

    private static final int NAME = 1;
    private static final int SIZE = 2;

    private final List<Place> ends;

    /**
     * @param ends where each file ends, oldest first
     */
    public LogFiles(List<Place> ends) {
        this.ends = List.copyOf(ends);
    }

    /** Needs REPLICATION CLIENT. */
    public static LogFiles read(Session session) throws SQLException {
        List<Place> ends = new ArrayList<>();
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row = statement.executeQuery("SHOW BINARY LOGS")) {
            while (row.next()) {
                ends.add(new Place(row.getString(NAME), row.getLong(SIZE)));
            }
        }
        return new LogFiles(ends);
    }

    /** The number of the oldest file. */
    public long firstNumber() {
        return ends.get(0).number();
    }

    /** Where the oldest file begins. */
    public Place first() {
        return new Place(ends.get(0).file(), FIRST_OFFSET);
    }

    /** Whether the place lies within a file that is there. */
    public boolean contain(Place place) {
        return ends.stream().anyMatch(end -> end.file().equals(place.file()) && end.offset() >= place.offset());
    }

    /** Whether a file of this name is there. */
    public boolean has(String file) {
        return ends.stream().anyMatch(end -> end.file().equals(file));
    }

    /** The file in front of one that is there; none if that is the oldest. */
    public Optional<String> before(String file) {
        String last = null;
        for (Place end : ends) {
            if (end.file().equals(file)) {
                return Optional.ofNullable(last);
            }
            last = end.file();
        }
        return Optional.empty();
    }

    /** Bytes from a place to the end of the log; empty if the place's file is not there. */
    public OptionalLong bytesBehind(Place place) {
        if (!has(place.file())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(ends.stream()
                        .filter(end -> end.number() >= place.number())
                        .mapToLong(Place::offset)
                        .sum()
                - place.offset());
    }

    @Override
    public String toString() {
        return ends.isEmpty()
                ? "no file"
                : ends.get(0).file() + " to " + ends.get(ends.size() - 1).file();
    }
}
