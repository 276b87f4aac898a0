package dev.leat.testkit.plugin;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options given as texts, as a file would have them, checked against a factory's declaration. Lists are separated by commas;
 * paths are taken as they are.
 */
public final class GivenOptions implements Options {
    private static final Map<String, Long> NANOS = Map.of(
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);
    private static final Map<String, Long> BYTES = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

    private final Map<String, Option> declared = new LinkedHashMap<>();
    private final Map<String, String> given;

    private GivenOptions(List<Option> declared, Map<String, String> given) {
        declared.forEach(option -> this.declared.put(option.name(), option));
        this.given = Map.copyOf(given);
        given.forEach(this::requireValid);
        for (Option option : declared) {
            if (option.required() && !given.containsKey(option.name())) {
                throw invalid(option.name(), "is required");
            }
        }
    }

    /**
     * Checks the options.
     *
     * @param namesAndValues name, value, name, value, ...
     * @throws CdcException CONFIG when one is unknown, missing or none of its choices
     */
    public static GivenOptions of(List<Option> declared, String... namesAndValues) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new GivenOptions(declared, given);
    }

    @Override
    public Optional<String> findText(String name) {
        return Optional.ofNullable(value(name, OptionType.TEXT, OptionType.CHOICE));
    }

    @Override
    public String text(String name) {
        return present(name, OptionType.TEXT, OptionType.CHOICE);
    }

    @Override
    public boolean bool(String name) {
        return Boolean.parseBoolean(present(name, OptionType.BOOLEAN));
    }

    @Override
    public long integer(String name) {
        return Long.parseLong(present(name, OptionType.INTEGER));
    }

    @Override
    public Duration duration(String name) {
        return Duration.ofNanos(withUnit(present(name, OptionType.DURATION), NANOS));
    }

    @Override
    public long sizeBytes(String name) {
        return withUnit(present(name, OptionType.SIZE), BYTES);
    }

    @Override
    public Optional<Path> findPath(String name) {
        return Optional.ofNullable(value(name, OptionType.PATH)).map(Path::of);
    }

    @Override
    public List<String> list(String name) {
        String value = value(name, OptionType.LIST);
        return value == null || value.isEmpty()
                ? List.of()
                : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }

    @Override
    public CdcException invalid(String name, String message) {
        return new CdcException(ErrorKind.CONFIG, "test.yaml:1:1: " + name + ": " + message);
    }

    private void requireValid(String name, String value) {
        Option option = declared.get(name);
        if (option == null) {
            throw invalid(name, "is not one of " + declared.keySet());
        }
        if (option.type() == OptionType.CHOICE && !option.choices().contains(value)) {
            throw invalid(name, "must be one of " + option.choices());
        }
    }

    private String present(String name, OptionType... types) {
        String value = value(name, types);
        if (value == null) {
            throw new IllegalArgumentException("option " + name + " is neither required nor has it a default");
        }
        return value;
    }

    private @Nullable String value(String name, OptionType... types) {
        Option option = declared.get(name);
        if (option == null || !Set.of(types).contains(option.type())) {
            throw new IllegalArgumentException("option " + name + " is not declared as " + Arrays.toString(types));
        }
        String value = given.get(name);
        return value == null ? option.defaultText() : value;
    }

    private static long withUnit(String text, Map<String, Long> units) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        Long unit = units.get(text.substring(digits));
        if (digits == 0 || unit == null) {
            throw new CdcException(ErrorKind.CONFIG, "expected a number with one of the units " + units.keySet());
        }
        return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit);
    }

    /** The names of what was given. */
    @Override
    public String toString() {
        return "GivenOptions" + given.keySet();
    }
}
