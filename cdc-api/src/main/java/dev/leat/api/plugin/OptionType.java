package dev.leat.api.plugin;

/** What a YAML value of an option must look like. */
public enum OptionType {
    /** Any scalar, as written. */
    TEXT,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** A whole number without unit. */
    INTEGER,
    /** A number with unit: {@code 200us}, {@code 20ms}, {@code 5s}, {@code 10m}, {@code 2h}, {@code 7d}. */
    DURATION,
    /** A number with unit: {@code 512B}, {@code 64KiB}, {@code 4MiB}, {@code 10GiB}. */
    SIZE,
    /** A path, relative to the file's folder. */
    PATH,
    /** One of the option's listed values. */
    CHOICE,
    /** A sequence of scalars. */
    LIST
}
