package dev.leat.core.config;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options read from a file and checked; immutable. */
final class FileOptions implements Options {
    private static final Set<OptionType> TEXTS = EnumSet.of(OptionType.TEXT, OptionType.CHOICE);

    private final String path;
    private final Location location;
    private final Path folder;
    private final Map<String, Option> declared = new LinkedHashMap<>();
    private final Map<String, Given> given;

    /**
     * A value of the file.
     *
     * @param texts one, or a list's elements, with references replaced
     * @param shown what stands in the file, masked
     * @param location where
     */
    record Given(List<String> texts, String shown, Location location) {
        Given {
            texts = List.copyOf(texts);
        }
    }

    FileOptions(String path, Location location, Path folder, List<Option> declared, Map<String, Given> given) {
        this.path = path;
        this.location = location;
        this.folder = folder;
        declared.forEach(option -> this.declared.put(option.name(), option));
        this.given = Map.copyOf(given);
    }

    @Override
    public Optional<String> findText(String name) {
        return Optional.ofNullable(single(name, TEXTS));
    }

    @Override
    public String text(String name) {
        return present(name, TEXTS);
    }

    @Override
    public boolean bool(String name) {
        return Scalars.bool(present(name, EnumSet.of(OptionType.BOOLEAN)));
    }

    @Override
    public long integer(String name) {
        return Scalars.wholeNumber(present(name, EnumSet.of(OptionType.INTEGER)));
    }

    @Override
    public Duration duration(String name) {
        return Units.duration(present(name, EnumSet.of(OptionType.DURATION)));
    }

    @Override
    public long sizeBytes(String name) {
        return Units.sizeBytes(present(name, EnumSet.of(OptionType.SIZE)));
    }

    @Override
    public Optional<Path> findPath(String name) {
        return Optional.ofNullable(single(name, EnumSet.of(OptionType.PATH)))
                .map(text -> folder.resolve(text).normalize());
    }

    @Override
    public List<String> list(String name) {
        Option option = declared(name, EnumSet.of(OptionType.LIST));
        Given value = given.get(name);
        if (value != null) {
            return value.texts();
        }
        String defaultText = option.defaultText();
        return defaultText == null ? List.of() : OptionValues.list(defaultText);
    }

    @Override
    public CdcException invalid(String name, String message) {
        Given value = given.get(name);
        Location place = value == null ? location : value.location();
        return new CdcException(ErrorKind.CONFIG, place + ": " + path + "." + name + ": " + message);
    }

    private String present(String name, Set<OptionType> types) {
        String text = single(name, types);
        if (text == null) {
            throw new IllegalArgumentException(
                    "option " + name + " is neither required nor has it a default, and the file has none");
        }
        return text;
    }

    private @Nullable String single(String name, Set<OptionType> types) {
        Option option = declared(name, types);
        Given value = given.get(name);
        return value == null ? option.defaultText() : value.texts().get(0);
    }

    private Option declared(String name, Set<OptionType> types) {
        Option option = declared.get(name);
        if (option == null) {
            throw new IllegalArgumentException("option " + name + " is not declared by the factory");
        }
        if (!types.contains(option.type())) {
            throw new IllegalArgumentException("option " + name + " is declared as " + option.type());
        }
        return option;
    }

    /** The options that the file gives, as they stand there; secrets masked. */
    @Override
    public String toString() {
        Map<String, String> shown = new LinkedHashMap<>();
        for (String name : declared.keySet()) {
            Given value = given.get(name);
            if (value != null) {
                shown.put(name, value.shown());
            }
        }
        return shown.toString();
    }
}
