package dev.leat.core.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers with a unit, as files and command lines write durations and sizes. */
public final class Units {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,19}) ?([A-Za-zµ]*)");
    private static final Map<String, ChronoUnit> DURATIONS = durations();
    private static final Map<String, Long> SIZES = sizes();

    private Units() {}

    /**
     * Reads a duration such as {@code 20ms}.
     *
     * @throws IllegalArgumentException saying what is wrong, to be put behind the text itself
     */
    public static Duration duration(String text) {
        Matcher amount = amount(text, "a duration is a whole number with us, ms, s, m, h or d, for example 20ms");
        ChronoUnit unit = DURATIONS.get(amount.group(2));
        if (unit == null) {
            throw wrongUnit(amount, "durations are written in us, ms, s, m, h or d", "ms", DURATIONS.keySet());
        }
        try {
            Duration duration = Duration.of(Long.parseLong(amount.group(1)), unit);
            if (duration.toDays() > 36_500) {
                throw new IllegalArgumentException("is longer than 36500d");
            }
            return duration;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("is longer than 36500d", e);
        }
    }

    /**
     * Reads a size such as {@code 4MiB}; returns bytes.
     *
     * @throws IllegalArgumentException saying what is wrong, to be put behind the text itself
     */
    public static long sizeBytes(String text) {
        Matcher amount = amount(text, "a size is a whole number with B, KiB, MiB or GiB, for example 4MiB");
        Long unit = SIZES.get(amount.group(2));
        if (unit == null) {
            throw wrongUnit(amount, "sizes are written in B, KiB, MiB or GiB", "MiB", SIZES.keySet());
        }
        try {
            return Math.multiplyExact(Long.parseLong(amount.group(1)), unit);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("is larger than 8589934591GiB", e);
        }
    }

    private static Matcher amount(String text, String form) {
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not one: " + form);
        }
        return matcher;
    }

    private static IllegalArgumentException wrongUnit(
            Matcher amount, String form, String example, Collection<String> units) {
        String unit = amount.group(2);
        String number = amount.group(1);
        if (unit.isEmpty()) {
            return new InvalidValue("has no unit: " + form, ", for example " + number + example);
        }
        String hint = Nearest.find(unit, units)
                .map(near -> "; did you mean " + number + near + "?")
                .orElse("");
        return new InvalidValue("has an unknown unit: " + form, hint);
    }

    private static Map<String, ChronoUnit> durations() {
        Map<String, ChronoUnit> units = new HashMap<>();
        units.put("us", ChronoUnit.MICROS);
        units.put("ms", ChronoUnit.MILLIS);
        units.put("s", ChronoUnit.SECONDS);
        units.put("m", ChronoUnit.MINUTES);
        units.put("h", ChronoUnit.HOURS);
        units.put("d", ChronoUnit.DAYS);
        return Map.copyOf(units);
    }

    private static Map<String, Long> sizes() {
        return Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    }
}
