package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM says of its collections ({@code -Xlog:gc}): from one to the next it allocated what was there in addition. */
record GcLog(Path file) {
    private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(");
    private static final long MEBIBYTE = 1 << 20;

    /** For the command of the JVM. */
    String option() {
        return "-Xlog:gc:file=" + file + ":none";
    }

    /** What was allocated up to the last collection, to the megabyte. */
    long allocatedBytes() throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        long megabytes = 0;
        long left = 0;
        for (String line : Files.readAllLines(file, UTF_8)) {
            Matcher collection = COLLECTION.matcher(line);
            if (collection.find()) {
                megabytes += Math.max(0, Long.parseLong(collection.group(1)) - left);
                left = Long.parseLong(collection.group(2));
            }
        }
        return megabytes * MEBIBYTE;
    }
}
