package dev.leat.cli;

import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.core.config.Redaction;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The findings of one check, as a page for people or for programs.
 *
 * @param file as the user named it
 * @param pipeline its name; null when the file does not tell
 * @param findings in the order in which they were found
 * @param exitCode what the command ends with
 */
record FindingsPage(Path file, @Nullable String pipeline, List<Finding> findings, int exitCode) {
    private static final String INDENT = "      ";

    FindingsPage {
        findings = findings.stream().map(FindingsPage::masked).toList();
    }

    private static Finding masked(Finding finding) {
        return new Finding(
                finding.code(),
                finding.severity(),
                Redaction.mask(finding.object()),
                Redaction.mask(finding.message()),
                finding.why(),
                Redaction.mask(finding.remedy()));
    }

    /** The worst first; findings with one code stand together: why it matters, and a remedy that they share, below the first of them. */
    String text() {
        StringBuilder page = new StringBuilder();
        String codeBefore = "";
        String remedyBefore = "";
        List<Finding> worstFirst = findings.stream()
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
        for (Finding finding : worstFirst) {
            page.append(word(finding.severity()))
                    .append(' ')
                    .append(finding.code())
                    .append("  ")
                    .append(finding.object())
                    .append(": ")
                    .append(finding.message())
                    .append('\n');
            boolean isLikeBefore = finding.code().equals(codeBefore);
            if (!isLikeBefore) {
                page.append(INDENT).append("why: ").append(finding.why()).append('\n');
            }
            if (!isLikeBefore || !finding.remedy().equals(remedyBefore)) {
                finding.remedy()
                        .lines()
                        .forEach(line -> page.append(INDENT).append(line).append('\n'));
            }
            codeBefore = finding.code();
            remedyBefore = finding.remedy();
        }
        long errors = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .count();
        page.append(file).append(": ").append(errors == 0 ? "no error" : errors == 1 ? "1 error" : errors + " errors");
        int others = findings.size() - (int) errors;
        return page.append(others == 0 ? "" : ", " + others + " more to know")
                .append('\n')
                .toString();
    }

    String json() {
        StringWriter page = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), page)) {
            generator.writeStartObject();
            generator.writeStringProperty("file", file.toString());
            if (pipeline != null) {
                generator.writeStringProperty("pipeline", pipeline);
            }
            generator.writeArrayPropertyStart("findings");
            for (Finding finding : findings) {
                generator.writeStartObject();
                generator.writeStringProperty("code", finding.code());
                generator.writeStringProperty("severity", word(finding.severity()));
                generator.writeStringProperty("object", finding.object());
                generator.writeStringProperty("message", finding.message());
                generator.writeStringProperty("why", finding.why());
                generator.writeStringProperty("remedy", finding.remedy());
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeNumberProperty("exit-code", exitCode);
            generator.writeEndObject();
        }
        return page.append('\n').toString();
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
