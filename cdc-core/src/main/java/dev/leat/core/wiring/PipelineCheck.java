package dev.leat.core.wiring;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Sink;
import dev.leat.api.state.StateStore;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.engine.runtime.MessageTakers;
import dev.leat.core.finding.PipelineFinding;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.state.FileStateStore;
import dev.leat.core.state.Gaps;
import dev.leat.core.state.TableScope;
import dev.leat.core.state.Wishes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run of a pipeline would stumble over. Connects, reads, changes nothing. */
public final class PipelineCheck {
    private final PipelineDefinition definition;
    private final PipelineParts parts;
    private final LateStateStore state;
    private final List<Finding> findings = new ArrayList<>();

    private PipelineCheck(PipelineDefinition definition, PipelineParts parts, LateStateStore state) {
        this.definition = definition;
        this.parts = parts;
        this.state = state;
    }

    /**
     * Makes the plugins without connecting: validates all that the plugins themselves can say about their options.
     *
     * @throws CdcException CONFIG when a plugin refuses its options
     */
    public static PipelineCheck of(PipelineDefinition definition, PluginCatalog plugins) {
        LateStateStore state = new LateStateStore();
        return new PipelineCheck(
                definition, PipelineParts.of(definition, plugins, state, new RunMode(false, 0)), state);
    }

    /** Connects to source and sinks; called once. */
    public List<Finding> findings() {
        try {
            StateStore records = new ReadOnlyStateStore(ask("state", this::openState));
            state.open(records);
            TableScope reseeded =
                    ask("state", () -> new Wishes(records).reseed().orElse(null));
            ask("state", () -> findings.addAll(openGaps(records, reseeded)));
            Capture capture = parts.capture();
            checkMessages(capture);
            List<Finding> ofCapture = ask("capture", capture::check);
            SourceTables tables = null;
            if (ofCapture != null) {
                findings.addAll(stillOpen(ofCapture, reseeded));
                if (ofCapture.stream().noneMatch(finding -> finding.severity() == Severity.ERROR)) {
                    tables = ask("capture", capture::tables);
                }
            }
            for (PipelineParts.Target target : parts.targets()) {
                check(target, tables);
            }
        } finally {
            parts.close();
        }
        return List.copyOf(findings);
    }

    private void checkMessages(Capture capture) {
        List<Sink> sinks =
                parts.targets().stream().<Sink>map(PipelineParts.Target::sink).toList();
        if (MessageTakers.areMissing(capture, sinks)) {
            findings.add(PipelineFinding.NO_MESSAGE_SINK.about(
                    definition.capture().type(), MessageTakers.MISSING, MessageTakers.REMEDY));
        }
    }

    private @Nullable StateStore openState() {
        return FileStateStore.openForReading(definition.state(), definition.name())
                .orElse(null);
    }

    /** The gaps that the next run stops at. */
    private List<Finding> openGaps(StateStore records, @Nullable TableScope reseeded) {
        return new Gaps(records)
                .open().stream()
                        .filter(gap -> reseeded == null || !reseeded.hasAll(gap.tables()))
                        .map(gap -> PipelineFinding.GAP.about(
                                gap.tables().toString(),
                                gap.message(),
                                "seed anew: `leat reseed " + definition.file()
                                        + "`, and the next run begins at the present"))
                        .toList();
    }

    /** A run that seeds all tables anew does not go on where the capture has found a gap. */
    private static List<Finding> stillOpen(List<Finding> ofCapture, @Nullable TableScope reseeded) {
        if (reseeded == null || !reseeded.all()) {
            return ofCapture;
        }
        return ofCapture.stream()
                .filter(finding -> !finding.code().equals(PipelineFinding.GAP.code()))
                .toList();
    }

    private void check(PipelineParts.Target target, @Nullable SourceTables tables) {
        Sink sink = target.sink();
        String object = "sink " + target.name();
        if (tables != null) {
            boolean fits = ask(object, () -> {
                        sink.open(tables);
                        return true;
                    })
                    != null;
            if (!fits) {
                return;
            }
            refuseKeyless(object, target, tables);
        }
        List<Finding> found = ask(object, sink::check);
        if (found != null) {
            findings.addAll(found);
        }
    }

    private void refuseKeyless(String object, PipelineParts.Target target, SourceTables tables) {
        String keyless = tables.tables().stream()
                .filter(table -> !table.hasUniqueKey())
                .map(TableSchema::table)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        if (target.named().refusesKeyless() && !keyless.isEmpty()) {
            findings.add(PipelineFinding.NO_KEY.about(
                    object,
                    "it finds rows by key, and these tables have none: " + keyless,
                    "add a primary key to each of them or exclude them, or have equal rows for one with"
                            + " `keyless-tables: whole-row` at the sink"));
        }
    }

    /** What helps after such a failure; its message may say more. */
    private String remedy(ErrorKind kind) {
        return switch (kind) {
            case CONFIG -> "correct " + definition.file() + " where the message says";
            case SETUP -> "do what the message says, then: leat check " + definition.file();
            case CONNECTION, SOURCE_CHANGED ->
                "see that the server runs and that this machine reaches it (address, firewall, TLS), then: leat check "
                        + definition.file();
            case TARGET_LOST -> "nothing, if the table may be seeded anew: leat run " + definition.file();
            case GAP -> "seed anew: leat reseed " + definition.file();
            case REJECTED -> "change what the message names in the target, or set `on-rejected: dead-letter`";
            case FENCED -> "stop the other process, or give this pipeline another `name`";
            case DECODE, INTERNAL -> "report it with the message and the versions of Leat and of the server";
        };
    }

    /** The answer; null after a failure, which is a finding then. */
    private <T> @Nullable T ask(String object, Supplier<@Nullable T> question) {
        try {
            return question.get();
        } catch (CdcException failure) {
            findings.add(PipelineFinding.failure(failure.kind())
                    .about(object, failure.getMessage(), remedy(failure.kind())));
            return null;
        }
    }
}
