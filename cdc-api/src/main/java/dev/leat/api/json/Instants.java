package dev.leat.api.json;

/** Points in time as ISO 8601 text in UTC, written without a date object. */
public final class Instants {
    /** The longest text that {@link #putMicros} writes, in bytes. */
    public static final int MAX_LENGTH = 32;

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;

    private Instants() {}

    /**
     * Writes {@code 2026-11-20T17:28:51.123456Z}, always with six digits of fraction.
     *
     * @param micros microseconds since 1970-01-01T00:00:00Z
     * @return the index behind the text
     */
    public static int putMicros(byte[] out, int at, long micros) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        long fraction = Math.floorMod(micros, MICROS_PER_SECOND);
        long day = Math.floorDiv(seconds, SECONDS_PER_DAY);
        int ofDay = (int) Math.floorMod(seconds, SECONDS_PER_DAY);
        // Civil date from the day number, by eras of 400 years that begin on 1 March.
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        long ofEra = shifted - era * 146_097;
        long yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        long ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * ofYear + 2) / 153;
        int dayOfMonth = (int) (ofYear - (153 * marchMonth + 2) / 5 + 1);
        int month = (int) (marchMonth < 10 ? marchMonth + 3 : marchMonth - 9);
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        int i = year >= 0 && year < 10_000 ? Integers.putPadded(out, at, year, 4) : Integers.put(out, at, year);
        out[i++] = '-';
        i = Integers.putPadded(out, i, month, 2);
        out[i++] = '-';
        i = Integers.putPadded(out, i, dayOfMonth, 2);
        out[i++] = 'T';
        i = Integers.putPadded(out, i, ofDay / 3_600, 2);
        out[i++] = ':';
        i = Integers.putPadded(out, i, ofDay / 60 % 60, 2);
        out[i++] = ':';
        i = Integers.putPadded(out, i, ofDay % 60, 2);
        out[i++] = '.';
        i = Integers.putPadded(out, i, fraction, 6);
        out[i++] = 'Z';
        return i;
    }
}
