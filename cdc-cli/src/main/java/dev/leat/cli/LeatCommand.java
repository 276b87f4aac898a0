package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.PipelineLoader;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.sink.StdoutSinkFactory;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command: the options that every command has, and what all commands share. */
@Command(
        name = "leat",
        description = "Leads every committed change of a database to the systems derived from it.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 as asked; 1 failed; 2 could not begin, nothing was changed; 3 a gap or a refused change.",
            "A first pipeline to look at: leat demo"
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        usageHelpAutoWidth = true)
final class LeatCommand implements Callable<Integer> {
    private final Console console;
    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Tell more, with stack traces.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Tell errors only.")
    private boolean quiet;

    @Option(
            names = "--log-format",
            scope = ScopeType.INHERIT,
            paramLabel = "json|text",
            defaultValue = "text",
            description = "How lines on stderr look (default: ${DEFAULT-VALUE}).")
    private LogSettings.Format logFormat = LogSettings.Format.text;

    @Option(
            names = "--log-level",
            scope = ScopeType.INHERIT,
            paramLabel = "LEVEL",
            description = "error, warn, info, debug or trace (default: info; -v: debug; -q: error).")
    private LogSettings.@Nullable Level logLevel;

    @Option(
            names = "--plugins",
            scope = ScopeType.INHERIT,
            hidden = true,
            paramLabel = "DIR",
            description = "The plugins folder (default: that of the distribution).")
    private @Nullable Path plugins;

    LeatCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    /** Runs the command that the arguments name; never throws. */
    int execute(String... args) {
        CommandLine line = new CommandLine(this)
                .addSubcommand(new RunCommand(this))
                .addSubcommand(new InitCommand(this))
                .addSubcommand(new TailCommand(this))
                .addSubcommand(new CheckCommand(this))
                .addSubcommand(new PluginsCommand(this))
                .addSubcommand(new ReseedCommand(this))
                .addSubcommand(new DeadLettersCommand(this))
                .addSubcommand(new TeardownCommand(this))
                .addSubcommand(new DemoCommand(this));
        line.getCommandSpec().version("leat " + Distribution.version());
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> {
                    configure();
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler(this::refuse)
                .setExecutionExceptionHandler((failure, command, parsed) -> fail(failure));
        return line.execute(args);
    }

    private void configure() {
        Console.Verbosity verbosity =
                verbose ? Console.Verbosity.VERBOSE : quiet ? Console.Verbosity.QUIET : Console.Verbosity.DEFAULT;
        LogSettings.Level level = switch (verbosity) {
            case QUIET -> LogSettings.Level.error;
            case DEFAULT -> LogSettings.Level.info;
            case VERBOSE -> LogSettings.Level.debug;
        };
        LogConfigurator.apply(new LogSettings(logLevel == null ? level : logLevel, logFormat, verbose));
        console.set(verbosity, logFormat == LogSettings.Format.json);
    }

    private int refuse(ParameterException refused, String[] args) {
        console.error(Objects.requireNonNullElse(refused.getMessage(), "not understood"));
        console.error("usage: "
                + refused.getCommandLine().getCommandSpec().qualifiedName() + " --help, given: "
                + String.join(" ", Arrays.asList(args)));
        return ExitCodes.INVALID;
    }

    private int fail(Throwable failure) {
        console.failure("", failure);
        return failure instanceof CdcException known ? ExitCodes.beforeAnyChange(known) : ExitCodes.FAILED;
    }

    /** Without a command: shows what there is. */
    @Override
    public Integer call() {
        CommandSpec command = spec;
        if (command != null) {
            console.line(command.commandLine().getUsageMessage().stripTrailing());
        }
        return ExitCodes.INVALID;
    }

    Console console() {
        return console;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Every plugin; to be closed. */
    PluginCatalog openPlugins() {
        Path folder = plugins == null ? Distribution.plugins() : plugins;
        return PluginCatalog.open(
                LeatCommand.class.getClassLoader(), folder, List.of(new StdoutSinkFactory(console.dataStream())));
    }

    /**
     * The one pipeline of a file.
     *
     * @throws CdcException CONFIG with everything that is wrong with it
     */
    PipelineDefinition load(Path file, PluginCatalog catalog) {
        return new PipelineLoader(catalog.declaredOptions(), environment).load(file);
    }
}
