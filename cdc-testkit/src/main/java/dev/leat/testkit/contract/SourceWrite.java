package dev.leat.testkit.contract;

import dev.leat.api.change.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What a suite asks a source to write into its one table: a whole number as key, a text that may be null.
 *
 * @param operation INSERT, UPDATE, DELETE or TRUNCATE
 * @param id the row's key; unused for TRUNCATE
 * @param newId the row's key afterwards: another one when an UPDATE moves the row
 * @param text the row's text afterwards; unused for DELETE and TRUNCATE
 */
public record SourceWrite(
        Operation operation, long id, long newId, @Nullable String text) {
    static SourceWrite insert(long id, @Nullable String text) {
        return new SourceWrite(Operation.INSERT, id, id, text);
    }

    static SourceWrite update(long id, @Nullable String text) {
        return new SourceWrite(Operation.UPDATE, id, id, text);
    }

    static SourceWrite move(long id, long newId, @Nullable String text) {
        return new SourceWrite(Operation.UPDATE, id, newId, text);
    }

    static SourceWrite delete(long id) {
        return new SourceWrite(Operation.DELETE, id, id, null);
    }

    static SourceWrite truncate() {
        return new SourceWrite(Operation.TRUNCATE, 0, 0, null);
    }
}
