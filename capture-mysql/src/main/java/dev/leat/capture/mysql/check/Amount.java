package dev.leat.capture.mysql.check;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Sizes and times for people to read, to two digits. */
final class Amount {
    private static final List<String> UNITS = List.of("bytes", "kB", "MB", "GB", "TB", "PB", "EB");
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
    private static final Duration TWO_HOURS = Duration.ofHours(2);
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private Amount() {}

    /** In the server's units, where a kB is 1024 bytes. */
    static String bytes(long count) {
        double amount = count;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.size() - 1) {
            amount /= 1024;
            unit++;
        }
        String form = unit == 0 || amount >= 10 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, form, amount, UNITS.get(unit));
    }

    static String time(Duration time) {
        if (time.compareTo(TWO_MINUTES) < 0) {
            return time.toSeconds() + " s";
        }
        if (time.compareTo(TWO_HOURS) < 0) {
            return time.toMinutes() + " min";
        }
        return time.compareTo(TWO_DAYS) < 0 ? time.toHours() + " h" : time.toDays() + " days";
    }
}
