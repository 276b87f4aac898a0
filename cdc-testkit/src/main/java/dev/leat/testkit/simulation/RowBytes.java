package dev.leat.testkit.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatchBuilder;

/** Writes rows into a batch as digits. */
final class RowBytes {
    private RowBytes() {}

    static void after(ChangeBatchBuilder builder, int key, SourceRow row, boolean carriesText) {
        byte[] id = digits(key);
        builder.after(WireSchemas.ID, builder.append(id, 0, id.length), id.length);
        byte[] version = digits(row.version());
        builder.after(WireSchemas.VERSION, builder.append(version, 0, version.length), version.length);
        if (!carriesText) {
            builder.afterUnchanged(WireSchemas.TEXT);
        } else if (row.text() == SourceRow.NULL) {
            builder.afterNull(WireSchemas.TEXT);
        } else {
            byte[] text = digits(row.text());
            builder.after(WireSchemas.TEXT, builder.append(text, 0, text.length), text.length);
        }
    }

    static void before(ChangeBatchBuilder builder, int key, SourceRow row, BeforeImage image) {
        byte[] id = digits(key);
        builder.before(WireSchemas.ID, builder.append(id, 0, id.length), id.length);
        if (image != BeforeImage.FULL) {
            return;
        }
        byte[] version = digits(row.version());
        builder.before(WireSchemas.VERSION, builder.append(version, 0, version.length), version.length);
        if (row.text() == SourceRow.NULL) {
            builder.beforeNull(WireSchemas.TEXT);
        } else {
            byte[] text = digits(row.text());
            builder.before(WireSchemas.TEXT, builder.append(text, 0, text.length), text.length);
        }
    }

    static byte[] digits(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }
}
