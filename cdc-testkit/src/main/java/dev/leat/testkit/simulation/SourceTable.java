package dev.leat.testkit.simulation;

import dev.leat.api.schema.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A table: its rows' histories, its locks and what the publication knows of it. */
final class SourceTable {
    private static final long NEVER = Long.MAX_VALUE;

    private final TableId id;
    private final int index;
    private final boolean fullIdentity;
    private final boolean deferrableKey;
    private final List<KeyHistory> keys = new ArrayList<>();
    private final List<SourceTransaction> rewrites = new ArrayList<>();
    private int oldFiles;
    private final List<SourceChange> schemaChanges = new ArrayList<>();
    private long publishedAt = NEVER;
    private int readLocks;
    private @Nullable SourceTransaction exclusive;

    SourceTable(int index, int keyCount, boolean fullIdentity, boolean deferrableKey) {
        this.id = new TableId("public", "t" + index);
        this.index = index;
        this.fullIdentity = fullIdentity;
        this.deferrableKey = deferrableKey;
        for (int i = 0; i < keyCount; i++) {
            keys.add(new KeyHistory());
        }
    }

    TableId id() {
        return id;
    }

    int index() {
        return index;
    }

    int keyCount() {
        return keys.size();
    }

    KeyHistory history(int key) {
        return keys.get(key);
    }

    /** Whether the log has whole old rows (replica identity FULL). */
    boolean hasFullIdentity() {
        return fullIdentity;
    }

    boolean hasDeferrableKey() {
        return deferrableKey;
    }

    boolean isPublished() {
        return publishedAt != NEVER;
    }

    long publishedAt() {
        return publishedAt;
    }

    void publish(long lsn) {
        publishedAt = lsn;
    }

    /** What was logged before the table came into the publication is never sent. */
    boolean isSent(SourceChange change) {
        return change.kind() != SourceChange.Kind.REWRITE && change.lsn() >= publishedAt;
    }

    void moveToAnotherServer() {
        publishedAt = NEVER;
        oldFiles += rewrites.size() + 1;
        rewrites.clear();
        schemaChanges.clear();
    }

    boolean isLockedExclusively() {
        return exclusive != null;
    }

    boolean mayWrite(SourceTransaction writer) {
        return exclusive == null || exclusive == writer;
    }

    boolean mayLockExclusively(SourceTransaction writer, List<SourceTransaction> open) {
        return mayWrite(writer)
                && readLocks == 0
                && open.stream()
                        .noneMatch(other -> other != writer && other.written().contains(this));
    }

    void lockExclusively(SourceTransaction writer) {
        exclusive = writer;
    }

    void unlock(SourceTransaction writer) {
        if (exclusive == writer) {
            exclusive = null;
        }
    }

    void lockToRead() {
        readLocks++;
    }

    void unlockRead() {
        readLocks--;
    }

    /** A transaction that gives the table a new file: a snapshot from before it finds the table empty. */
    void rewrittenBy(SourceTransaction writer) {
        if (!rewrites.contains(writer)) {
            rewrites.add(writer);
        }
    }

    /** The number of the file that the rows are in for whoever holds a lock. */
    int file() {
        return oldFiles
                + (int) rewrites.stream()
                        .filter(writer -> writer.state() == SourceTransaction.State.VISIBLE)
                        .count();
    }

    boolean isEmptyFor(int snapshot) {
        return rewrites.stream()
                .anyMatch(writer -> writer.state() == SourceTransaction.State.VISIBLE && !writer.hasEndedBy(snapshot));
    }

    void schemaChanged(SourceChange change) {
        schemaChanges.add(change);
    }

    void undo(SourceTransaction aborted) {
        keys.forEach(key -> key.undo(aborted));
        rewrites.remove(aborted);
        schemaChanges.removeIf(change -> aborted.changes().contains(change));
    }

    /** The number of the schema that a change at this place in the log was made with. */
    int schemaAt(long lsn) {
        int version = 0;
        for (SourceChange change : schemaChanges) {
            version += change.lsn() < lsn ? 1 : 0;
        }
        return version;
    }

    /** The number of the schema that is in force at this place in the log, between two transactions. */
    int schemaCommitted(SourceModel source, long lsn) {
        return schemaOf(source, writer -> writer.commitEnd() <= lsn);
    }

    /** The number of the schema that a snapshot taken now sees. */
    int schemaVisible(SourceModel source) {
        return schemaOf(source, writer -> writer.state() == SourceTransaction.State.VISIBLE);
    }

    private int schemaOf(SourceModel source, Predicate<SourceTransaction> counts) {
        return (int) schemaChanges.stream()
                .filter(change -> source.log().stream()
                        .anyMatch(writer ->
                                counts.test(writer) && writer.changes().contains(change)))
                .count();
    }

    @Override
    public String toString() {
        return id.name();
    }
}
