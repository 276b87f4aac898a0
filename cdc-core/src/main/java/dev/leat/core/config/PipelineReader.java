package dev.leat.core.config;

import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.Option;
import dev.leat.core.config.SeedDefinition.Mode;
import dev.leat.core.engine.decision.KeylessPolicy;
import dev.leat.core.engine.decision.SchemaPolicy;
import dev.leat.core.engine.decision.SeedPace;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one file once, top-level key by top-level key. Single-threaded. */
final class PipelineReader {
    private static final Pattern PIPELINE_NAME = Pattern.compile("[a-z0-9_]{1,40}");
    private static final Pattern SINK_NAME = Pattern.compile("[a-z0-9_-]{1,40}");
    private static final Set<String> SINK_KEYS = Stream.concat(
                    Stream.of("type"), PipelineKeys.ofSinks().stream().map(Option::name))
            .collect(Collectors.toUnmodifiableSet());
    private static final String FILE_SCHEME = "file:";
    private static final Duration MAX_BATCH_DELAY = Duration.ofMinutes(1);
    private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofHours(1);
    private static final Duration MAX_SEED_TIME = Duration.ofHours(1);

    private final DeclaredOptions plugins;
    private final Path file;
    private final Path folder;
    private final Problems problems;
    private final Scalars scalars;

    PipelineReader(DeclaredOptions plugins, Map<String, String> environment, Path file) {
        this.plugins = plugins;
        this.file = file;
        Path absolute = file.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        this.folder = parent == null ? absolute : parent;
        this.problems = new Problems(file.toString());
        this.scalars = new Scalars(problems, new Interpolation(environment, folder));
    }

    PipelineReading read() {
        return reading(new YamlTree(problems).read(file));
    }

    /** Reads a text in place of the file. */
    PipelineReading read(String text) {
        return reading(new YamlTree(problems).parse(text));
    }

    private PipelineReading reading(@Nullable Node root) {
        PipelineDefinition definition = root == null ? null : definition(root);
        return problems.isEmpty()
                ? new PipelineReading(definition, List.of())
                : new PipelineReading(null, problems.list());
    }

    /** Null, or not to be used, when problems were added. */
    private @Nullable PipelineDefinition definition(Node root) {
        Section top = Section.read("", root, scalars.location(root), scalars);
        top.allowOnly(PipelineKeys.in(""));
        noTransforms(top);
        PluginDefinition capture = capture(top);
        List<SinkDefinition> sinks = sinks(top);
        String name = name(top);
        Path state = top.parse("state", folder.resolve("leat-state"), this::state);
        PipelineDefinition definition = new PipelineDefinition(
                name,
                file,
                folder,
                capture == null ? new PluginDefinition("", none(top)) : capture,
                new TablesReader(scalars).read(top.section("tables")),
                sinks,
                batch(top.section("batch")),
                top.parse("parallelism", 2, text -> Scalars.wholeNumber(text, 1, 256)),
                seed(top.section("seed")),
                top.parse("on-rejected", OnRejected.STOP, oneOf(OnRejected.values())),
                top.parse("on-gap", OnGap.STOP, oneOf(OnGap.values())),
                top.parse("connect-timeout", Duration.ofSeconds(30), PipelineReader::connectTimeout),
                state);
        return problems.isEmpty() ? definition : null;
    }

    private String name(Section top) {
        if (top.has("name")) {
            return top.parse("name", "", text -> {
                if (PIPELINE_NAME.matcher(text).matches()) {
                    return text;
                }
                throw new InvalidValue(
                        "is no pipeline name; it has 1 to 40 of a-z, 0-9 and _", ", for example " + nameLike(text));
            });
        }
        String fileName = String.valueOf(file.getFileName());
        int dot = fileName.lastIndexOf('.');
        String name = dot > 0 ? fileName.substring(0, dot) : fileName;
        if (!PIPELINE_NAME.matcher(name).matches()) {
            top.missing(
                    "name",
                    "the file's own name has other characters than a-z, 0-9 and _ or more than 40; add name: "
                            + nameLike(name));
        }
        return name;
    }

    private static String nameLike(String text) {
        String like = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String bounded = like.substring(0, Math.min(40, like.length()));
        return bounded.replace("_", "").isEmpty() ? "shop" : bounded;
    }

    private void noTransforms(Section top) {
        Node list = top.find("transforms");
        if (list != null) {
            for (Node element : scalars.elements("transforms", list)) {
                scalars.refuse("transforms", element, "transforms are not available yet; remove the entry");
            }
        }
    }

    private @Nullable PluginDefinition capture(Section top) {
        if (!top.has("capture")) {
            top.missing("capture", "add it: capture: {type: " + types(plugins.captures()) + ", ...}");
            return null;
        }
        return plugin(top.section("capture"), plugins.captures(), Set.of("type"));
    }

    private List<SinkDefinition> sinks(Section top) {
        Node list = top.find("sinks");
        if (list == null) {
            top.missing("sinks", "add it: sinks: [{type: " + types(plugins.sinks()) + ", ...}]");
            return List.of();
        }
        List<Node> elements = scalars.elements("sinks", list);
        List<SinkDefinition> sinks = new ArrayList<>();
        Map<String, Location> names = new HashMap<>();
        for (int i = 0; i < elements.size() && !problems.isFull(); i++) {
            Node element = elements.get(i);
            Section section = Section.read("sinks[" + i + "]", element, scalars.location(element), scalars);
            PluginDefinition plugin = plugin(section, plugins.sinks(), SINK_KEYS);
            String name = section.parse("name", plugin == null ? "" : plugin.type(), PipelineReader::sinkName);
            SchemaPolicy schemaChanges =
                    section.parse("schema-changes", SchemaPolicy.APPLY, oneOf(SchemaPolicy.values()));
            KeylessPolicy keylessTables =
                    section.parse("keyless-tables", KeylessPolicy.REFUSE, oneOf(KeylessPolicy.values()));
            Location earlier = name.isEmpty() ? null : names.putIfAbsent(name, section.location());
            if (earlier != null) {
                problems.add(
                        section.has("name") ? section.locationOf("name") : section.location(),
                        section.pathOf("name") + ": \"" + name + "\" is already the sink in line " + earlier.line()
                                + "; give this one a name of its own");
            }
            if (plugin != null) {
                sinks.add(new SinkDefinition(name, plugin, schemaChanges, keylessTables));
            }
        }
        if (elements.isEmpty()) {
            scalars.refuse("sinks", list, "a pipeline needs at least one sink");
        }
        return sinks;
    }

    private static String sinkName(String text) {
        if (SINK_NAME.matcher(text).matches()) {
            return text;
        }
        throw new IllegalArgumentException("is no sink name; it has 1 to 40 of a-z, 0-9, _ and -");
    }

    private @Nullable PluginDefinition plugin(Section section, Map<String, List<Option>> types, Set<String> ownKeys) {
        Node typeNode = section.find("type");
        if (typeNode == null) {
            section.missing("type", "add it: type: " + types(types));
            return null;
        }
        String type = section.parse("type", text -> known(text, types.keySet())).orElse(null);
        List<Option> declared = type == null ? null : types.get(type);
        if (type == null || declared == null) {
            return null;
        }
        return new PluginDefinition(type, new OptionsReader(scalars, folder, declared).read(section, ownKeys));
    }

    private static String known(String type, Set<String> types) {
        if (types.contains(type)) {
            return type;
        }
        throw new IllegalArgumentException("is no installed type" + Nearest.hint(type, types) + "; installed: "
                + String.join(", ", new TreeSet<>(types)) + " (see: leat plugins)");
    }

    private static String types(Map<String, List<Option>> types) {
        return types.isEmpty() ? "..." : String.join("|", new TreeSet<>(types.keySet()));
    }

    private BatchLimits batch(Section section) {
        section.allowOnly(PipelineKeys.in("batch"));
        return new BatchLimits(
                section.parse("max-changes", 4096, text -> Scalars.wholeNumber(text, 1, 1_000_000)),
                section.parse("max-bytes", 4L << 20, PipelineReader::batchBytes),
                section.parse("max-delay", Duration.ofMillis(20), PipelineReader::batchDelay));
    }

    private static long batchBytes(String text) {
        long bytes = Units.sizeBytes(text);
        if (bytes < 1 << 10 || bytes > 1 << 30) {
            throw new IllegalArgumentException("is outside 1KiB to 1GiB");
        }
        return bytes;
    }

    private static Duration batchDelay(String text) {
        Duration delay = Units.duration(text);
        if (delay.compareTo(MAX_BATCH_DELAY) > 0) {
            throw new IllegalArgumentException("is outside 0ms to 1m");
        }
        return delay;
    }

    private static Duration connectTimeout(String text) {
        Duration timeout = Units.duration(text);
        if (timeout.compareTo(MAX_CONNECT_TIMEOUT) > 0) {
            throw new IllegalArgumentException("is outside 0ms to 1h");
        }
        return timeout;
    }

    private SeedDefinition seed(Section section) {
        section.allowOnly(PipelineKeys.in("seed"));
        return new SeedDefinition(
                section.parse("mode", Mode.AUTO, oneOf(Mode.values())),
                section.parse("parallelism", 2, text -> Scalars.wholeNumber(text, 1, 64)),
                new SeedPace(
                        section.parse("chunk-rows", 65_536, text -> Scalars.wholeNumber(text, 1, 10_000_000)),
                        section.parse("chunk-time", Duration.ofSeconds(1), PipelineReader::chunkTime),
                        section.parse("max-rows-per-second", 0, text -> Scalars.wholeNumber(text, 1, 1_000_000_000)),
                        section.parse("pause", Duration.ZERO, PipelineReader::pause)));
    }

    private static Duration chunkTime(String text) {
        Duration time = Units.duration(text);
        if (time.isZero() || time.compareTo(MAX_SEED_TIME) > 0) {
            throw new IllegalArgumentException("is outside 1us to 1h");
        }
        return time;
    }

    private static Duration pause(String text) {
        Duration pause = Units.duration(text);
        if (pause.compareTo(MAX_SEED_TIME) > 0) {
            throw new IllegalArgumentException("is outside 0ms to 1h");
        }
        return pause;
    }

    private Path state(String text) {
        if (!text.startsWith(FILE_SCHEME)) {
            boolean hasScheme = text.matches("[a-z]{2,}:.*");
            throw hasScheme
                    ? new IllegalArgumentException("is not available yet; write file:./leat-state")
                    : new InvalidValue("needs a scheme", "; write file:" + text);
        }
        String path = text.substring(FILE_SCHEME.length());
        try {
            return folder.resolve(OptionValues.path(path.startsWith("///") ? path.substring(2) : path))
                    .normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path", e);
        }
    }

    private static <E extends Enum<E>> Function<String, E> oneOf(E[] values) {
        Map<String, E> byText = new HashMap<>();
        for (E value : values) {
            byText.put(value.name().toLowerCase(Locale.ROOT).replace('_', '-'), value);
        }
        return text -> Objects.requireNonNull(byText.get(Scalars.oneOf(text, new TreeSet<>(byText.keySet()))));
    }

    private FileOptions none(Section top) {
        return new FileOptions("capture", top.location(), folder, List.of(), Map.of());
    }
}
