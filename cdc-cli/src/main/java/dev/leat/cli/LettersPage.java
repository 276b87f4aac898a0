package dev.leat.cli;

import dev.leat.core.config.Redaction;
import dev.leat.core.deadletter.DeadLetter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The dead letters of a pipeline, for people or for programs. Only {@link #line} shows values of rows.
 *
 * @param pipeline its name
 * @param letters in the order of their numbers
 */
record LettersPage(String pipeline, List<DeadLetter> letters) {
    private static final JsonFactory JSON = new JsonFactory();

    String table() {
        if (letters.isEmpty()) {
            return pipeline + ": no dead letters\n";
        }
        int sink = width("SINK", letters.stream().map(DeadLetter::sink).toList());
        int table = width(
                "TABLE",
                letters.stream().map(letter -> letter.table().toString()).toList());
        String row = "%8s  %-" + sink + "s  %-" + table + "s  %-9s  %8s  %-20s  %s%n";
        StringBuilder page = new StringBuilder(
                String.format(Locale.ROOT, row, "ID", "SINK", "TABLE", "OPERATION", "ATTEMPTS", "LAST", "REASON"));
        for (DeadLetter letter : letters) {
            page.append(String.format(
                    Locale.ROOT,
                    row,
                    letter.id(),
                    letter.sink(),
                    letter.table(),
                    letter.operation(),
                    letter.attempts(),
                    letter.last().toString().substring(0, 19) + "Z",
                    Redaction.mask(letter.reason()) + (letter.retry() ? " (to be retried)" : "")));
        }
        return page.toString();
    }

    private static int width(String title, List<String> texts) {
        return texts.stream().mapToInt(String::length).reduce(title.length(), Math::max);
    }

    String json() {
        StringWriter page = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), page)) {
            generator.writeStartObject();
            generator.writeStringProperty("pipeline", pipeline);
            generator.writeArrayPropertyStart("dead-letters");
            for (DeadLetter letter : letters) {
                generator.writeStartObject();
                head(generator, letter);
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        return page.append('\n').toString();
    }

    /** One letter with its change, on one line. */
    static String line(DeadLetter letter) {
        StringWriter line = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            generator.writeStartObject();
            head(generator, letter);
            generator.writeStringProperty("key", letter.key());
            generator.writeName("change");
            if (letter.json().isEmpty()) {
                generator.writeNull();
            } else {
                generator.writeRawValue(letter.json());
            }
            generator.writeEndObject();
        }
        return line.toString();
    }

    private static void head(JsonGenerator generator, DeadLetter letter) {
        generator.writeNumberProperty("id", letter.id());
        generator.writeStringProperty("sink", letter.sink());
        generator.writeStringProperty("table", letter.table().toString());
        generator.writeStringProperty("operation", letter.operation());
        generator.writeStringProperty("reason", Redaction.mask(letter.reason()));
        generator.writeNumberProperty("attempts", letter.attempts());
        generator.writeStringProperty("first", letter.first().toString());
        generator.writeStringProperty("last", letter.last().toString());
        generator.writeBooleanProperty("retry", letter.retry());
    }
}
