package dev.leat.core.config;

import dev.leat.api.change.Operation;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.core.config.SeedDefinition.Mode;
import dev.leat.core.engine.decision.KeylessPolicy;
import dev.leat.core.engine.decision.SchemaPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The keys of a pipeline file that are no plugin's, declared once for the check of unknown keys, the editor schema and the
 * reference. {@code capture}, {@code sinks} and the entries of {@code tables} have a form of their own, which a declaration
 * only describes.
 */
public final class PipelineKeys {
    /** What can happen to a table. Rows that are read come in any case, and a message is of no table. */
    static final List<Operation> OPERATIONS =
            List.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);

    private static final List<Option> OF_SINKS = List.of(
            Option.optional("name", OptionType.TEXT, "Unique in the file; the type unless given."),
            choice(
                    "schema-changes",
                    SchemaPolicy.values(),
                    "What happens when the columns of a table change: apply tells the sink and gives it the rows that changed"
                            + " by it, ignore leaves them as they are, stop ends the pipeline."),
            choice(
                    "keyless-tables",
                    KeylessPolicy.values(),
                    "What a table without a key means for a sink that finds rows by key: refuse does not start, whole-row"
                            + " takes all columns for the key. Equal rows are one in the target then, and it goes when the"
                            + " first of them is changed or deleted, although the source has the others still."));

    private static final List<Option> ALL = List.of(
            Option.optional(
                    "name",
                    OptionType.TEXT,
                    "The pipeline's name, 1 to 40 of a-z, 0-9 and _; the file's name without suffix unless given."),
            Option.required("capture", OptionType.TEXT, "Where changes come from: a type and that type's options."),
            Option.optional(
                    "tables.include",
                    OptionType.LIST,
                    "Tables as schema.table, * within a part, or {table: ..., columns: [...]}; every table of the default"
                            + " schema unless given."),
            Option.optional("tables.exclude", OptionType.LIST, "Tables or patterns to leave out; wins over include."),
            Option.optional(
                    "tables.operations",
                    OptionType.LIST,
                    "What is delivered, of " + String.join(", ", operations()) + "; all unless given. Says nothing of"
                            + " messages: the capture's options choose them."),
            Option.optional("transforms", OptionType.LIST, "Not available yet; an empty list."),
            Option.required(
                    "sinks",
                    OptionType.LIST,
                    "Where changes go, at least one: a type, that type's options, a name (1 to 40 of a-z, 0-9, _ and -;"
                            + " the type unless given), schema-changes (apply, ignore or stop; apply unless given), and keyless-tables (refuse or"
                            + " whole-row; refuse unless given)."),
            Option.withDefault(
                    "batch.max-changes",
                    OptionType.INTEGER,
                    "4096",
                    "Most changes of the stream in a batch, 1 to 1000000."),
            Option.withDefault(
                    "batch.max-bytes",
                    OptionType.SIZE,
                    "4MiB",
                    "Most row data of the stream in a batch, 1KiB to 1GiB; never more than a 64th of the heap."),
            Option.withDefault(
                    "batch.max-delay",
                    OptionType.DURATION,
                    "20ms",
                    "How long a change may wait for others to fill its batch, up to 1m."),
            Option.withDefault(
                    "parallelism",
                    OptionType.INTEGER,
                    "2",
                    "Lanes per sink, 1 to 256; the changes of a key stay in one."),
            choice("seed.mode", Mode.values(), "Whether rows that a sink has not yet are read from the tables."),
            Option.withDefault("seed.parallelism", OptionType.INTEGER, "2", "Chunks that are read at once, 1 to 64."),
            Option.withDefault(
                    "seed.chunk-rows",
                    OptionType.INTEGER,
                    "65536",
                    "Most rows that a chunk is planned for, 1 to 10000000."),
            Option.withDefault(
                    "seed.chunk-time",
                    OptionType.DURATION,
                    "1s",
                    "What the reading of a chunk may take, up to 1h; one that took longer makes the next ones of its table"
                            + " smaller."),
            Option.optional(
                    "seed.max-rows-per-second",
                    OptionType.INTEGER,
                    "Rows of all tables together that are read in a second on average, 1 to 1000000000; without it as"
                            + " many as can be."),
            Option.withDefault(
                    "seed.pause",
                    OptionType.DURATION,
                    "0ms",
                    "How long no chunk is begun after one was read, up to 1h."),
            choice("on-rejected", OnRejected.values(), "What happens when a target refuses a change for good."),
            choice(
                    "on-gap",
                    OnGap.values(),
                    "What happens when a part of the source's history can't be read any more."),
            Option.withDefault(
                    "connect-timeout",
                    OptionType.DURATION,
                    "30s",
                    "How long source and sinks are tried until each was reached once, up to 1h; afterwards they are tried for"
                            + " ever."),
            Option.withDefault(
                    "state",
                    OptionType.TEXT,
                    "file:./leat-state",
                    "The folder, as file:PATH, of cursors and other state; one may serve many pipelines."));

    private PipelineKeys() {}

    /** What an entry of {@code sinks} has besides its type and that type's options. */
    public static List<Option> ofSinks() {
        return OF_SINKS;
    }

    /** All of them; a dot for a nested key, as in a plugin's option. */
    public static List<Option> all() {
        return ALL;
    }

    /** What {@code tables.operations} may list. */
    public static List<String> operations() {
        return OPERATIONS.stream().map(Operation::text).toList();
    }

    /** The keys that may stand in the section of this name; of the file itself for the empty one. */
    static List<String> in(String section) {
        String prefix = section.isEmpty() ? "" : section + ".";
        return ALL.stream()
                .map(Option::name)
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()).replaceFirst("\\..*", ""))
                .distinct()
                .toList();
    }

    /** The first value is the default. */
    private static Option choice(String name, Enum<?>[] values, String description) {
        List<String> texts = Arrays.stream(values).map(PipelineKeys::text).toList();
        return Option.choice(name, texts, texts.get(0), description);
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
