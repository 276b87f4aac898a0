package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.wire.Lsn;
import java.util.HashMap;
import java.util.Map;

/**
 * The timelines that a server's history went through, as its history file lists them:
 *
 * <pre>
 *   1	0/3000148	no recovery target specified
 *   2	0/5000098	...
 * </pre>
 *
 * @param ends where each of them ended
 */
public record TimelineHistory(Map<Integer, Long> ends) {
    /** Of a server that is on its first timeline. */
    public static final TimelineHistory NONE = new TimelineHistory(Map.of());

    /** Copies the map. */
    public TimelineHistory {
        ends = Map.copyOf(ends);
    }

    /** Reads the content of a history file, in which {@code #} begins a comment. */
    public static TimelineHistory parse(String content) {
        Map<Integer, Long> ends = new HashMap<>();
        for (String line : content.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\\s+", 3);
            try {
                ends.put(Integer.parseInt(fields[0]), Lsn.parse(fields[1]));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException malformed) {
                throw new CdcException(ErrorKind.DECODE, "not a line of a timeline's history: " + line, malformed);
            }
        }
        return new TimelineHistory(ends);
    }

    /** Where this timeline ended; {@link Lsn#NONE} if the history did not go through it. */
    long end(int timeline) {
        return ends.getOrDefault(timeline, Lsn.NONE);
    }
}
