package dev.leat.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InstantsTest {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final long FIRST = micros("0000-01-01T00:00:00Z");
    private static final long LAST = micros("9999-12-31T23:59:59.999999Z");

    @Test
    void writesEveryDayOfTenThousandYearsLikeTheJdk() {
        byte[] out = new byte[Instants.MAX_LENGTH];
        long last = LocalDate.of(9999, 12, 31).toEpochDay();
        for (long day = LocalDate.of(0, 1, 1).toEpochDay(); day <= last; day++) {
            int end = Instants.putMicros(out, 0, day * 86_400_000_000L);
            String expected = LocalDate.ofEpochDay(day) + "T00:00:00.000000Z";
            if (!expected.equals(new String(out, 0, end, StandardCharsets.US_ASCII))) {
                fail("not " + expected);
            }
        }
    }

    @Test
    void writesRandomMomentsLikeTheJdk() {
        Random random = new Random(20261120);
        for (int i = 0; i < 20_000; i++) {
            long micros = FIRST + (long) (random.nextDouble() * (LAST - FIRST));
            assertThat(text(micros)).isEqualTo(expected(micros));
        }
    }

    @Test
    void writesTheEdgesOfTheEpochAndOfTheRange() {
        assertThat(text(0)).isEqualTo("1970-01-01T00:00:00.000000Z");
        assertThat(text(-1)).isEqualTo("1969-12-31T23:59:59.999999Z");
        assertThat(text(FIRST)).isEqualTo("0000-01-01T00:00:00.000000Z");
        assertThat(text(LAST)).isEqualTo("9999-12-31T23:59:59.999999Z");
        assertThat(text(micros("2000-02-29T12:00:00.000001Z"))).isEqualTo("2000-02-29T12:00:00.000001Z");
    }

    @Test
    void fitsIntoItsLengthWhateverTheMoment() {
        assertThat(text(Long.MAX_VALUE)).isEqualTo("294247-01-10T04:00:54.775807Z");
        assertThat(text(Long.MIN_VALUE)).isEqualTo("-290308-12-21T19:59:05.224192Z");
    }

    private static String text(long micros) {
        byte[] out = new byte[Instants.MAX_LENGTH];
        int end = Instants.putMicros(out, 0, micros);
        return new String(out, 0, end, StandardCharsets.US_ASCII);
    }

    private static String expected(long micros) {
        return FORMAT.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private static long micros(String instant) {
        Instant parsed = Instant.parse(instant);
        return parsed.getEpochSecond() * 1_000_000 + parsed.getNano() / 1_000;
    }
}
