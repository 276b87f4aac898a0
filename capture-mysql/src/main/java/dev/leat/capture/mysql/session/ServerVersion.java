package dev.leat.capture.mysql.session;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server is.
 *
 * @param text as it says it, such as {@code 9.7.4-2} or {@code 11.4.5-MariaDB-log}
 */
public record ServerVersion(String text, boolean isMariaDb, int major, int minor, int patch)
        implements Comparable<ServerVersion> {
    /** MariaDB 10 calls itself 5.5.5-10.x towards old replicas. */
    private static final Pattern TEXT =
            Pattern.compile("(?:5\\.5\\.5-(?=\\d))?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})(.*)");

    /**
     * Reads what {@code version()} says.
     *
     * @throws CdcException DECODE if it is no version
     */
    public static ServerVersion parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new CdcException(ErrorKind.DECODE, "the server's version is no version: " + shortened(text));
        }
        return new ServerVersion(
                text,
                matcher.group(4).contains("MariaDB"),
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    /** Whether it is this version or a later one of the same product. */
    public boolean isAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
        return compareTo(new ServerVersion("", isMariaDb, wantedMajor, wantedMinor, wantedPatch)) >= 0;
    }

    @Override
    public int compareTo(ServerVersion other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
        return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
    }
}
