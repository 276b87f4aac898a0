package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.CaptureFactory;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import dev.leat.api.schema.TableSchema;
import dev.leat.core.finding.PipelineFinding;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * A capture whose check fails in the way that its option {@code fails} names, and which has a table without a key otherwise.
 * Public, as service loading wants it.
 */
public final class FailingCaptureFactory implements CaptureFactory {
    /** A class loader that finds this plugin, beside those of the class path. */
    static ClassLoader loader(Path folder) throws IOException {
        String service = "META-INF/services/" + CaptureFactory.class.getName();
        Path file = Files.writeString(folder.resolve("service"), FailingCaptureFactory.class.getName());
        return new ClassLoader(FailingCaptureFactory.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.equals(service) ? Collections.enumeration(List.of(url(file))) : super.getResources(name);
            }
        };
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    @Override
    public String type() {
        return "failing";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.optional("fails", OptionType.TEXT, "The kind of the failure; none without it."),
                Option.withDefault("gap", OptionType.BOOLEAN, "false", "Whether it finds a gap."),
                Option.withDefault("messages", OptionType.BOOLEAN, "false", "Whether it delivers messages."));
    }

    @Override
    public Capture create(Options options, CaptureContext context) {
        ErrorKind kind = options.findText("fails").map(ErrorKind::valueOf).orElse(null);
        boolean gap = options.bool("gap");
        boolean messages = options.bool("messages");
        return new Capture() {
            @Override
            public boolean deliversMessages() {
                return messages;
            }

            @Override
            public List<Finding> check() {
                if (kind != null) {
                    throw new CdcException(kind, "the server says no");
                }
                return gap
                        ? List.of(PipelineFinding.GAP.about("the log", "a file of the log is gone", "leat reseed FILE"))
                        : List.of();
            }

            @Override
            public SourceTables tables() {
                TableSchema line =
                        TestTable.of("log").key("line", TestColumn.TEXT).schema();
                return new SourceTables(
                        "public", List.of(new TableSchema(line.table(), line.columns(), new int[] {0}, false)), 1);
            }

            @Override
            public SourceIdentity source() {
                throw new UnsupportedOperationException();
            }

            @Override
            public ChangeStream live(LiveMode mode) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Position head() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
