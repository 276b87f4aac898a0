package dev.leat.capture.mysql.log;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;

/**
 * A place in one server's binary log.
 *
 * @param file the log file's name, which ends in a dot and a number that rises with each file: {@code binlog.000042}
 * @param offset in bytes from the file's begin; 64 bits, also where events carry only the lower 32
 */
public record Place(String file, long offset) implements Comparable<Place> {
    /** The file's number. */
    public long number() {
        int dot = file.lastIndexOf('.');
        try {
            return Long.parseLong(file.substring(dot + 1));
        } catch (NumberFormatException malformed) {
            throw new CdcException(ErrorKind.DECODE, "a log file without a number: " + file, malformed);
        }
    }

    @Override
    public int compareTo(Place other) {
        int byFile = Long.compare(number(), other.number());
        return byFile != 0 ? byFile : Long.compare(offset, other.offset);
    }

    /** {@code file:offset}. */
    @Override
    public String toString() {
        return file + ":" + offset;
    }
}
