package dev.leat.sink.elasticsearch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import dev.leat.sink.elasticsearch.StateIndex.Stored;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sink's document: term and owner, marks, and per table how far a seeding is and which TRUNCATEs are to be repeated. Every
 * change is made only while this process owns it. Thread-safe.
 */
final class OwnedState {
    private static final int MAX_TRIES = 100;
    private static final String TERM = "term";
    private static final String OWNER = "owner";
    private static final String MARKS = "marks";
    private static final String TABLES = "tables";

    private final StateIndex index;
    private @Nullable Stored last;
    private @Nullable Marks known;
    private long term;
    private String owner = "";

    OwnedState(StateIndex index) {
        this.index = index;
    }

    /** Raises the term and takes ownership; returns the new term. */
    synchronized long claim(Channel channel, String claimant) {
        index.create(channel);
        String unique = claimant + " (claim " + UUID.randomUUID() + ")";
        for (int i = 0; i < MAX_TRIES; i++) {
            Stored before = index.read(channel);
            JsonObject document =
                    before == null ? StateJson.begin() : before.document().deepCopy();
            long next = before == null ? 1 : term(document) + 1;
            document.addProperty(TERM, next);
            document.addProperty(OWNER, unique);
            Stored after = index.replace(channel, before, document);
            if (after != null) {
                last = after;
                known = null;
                term = next;
                owner = unique;
                return next;
            }
        }
        throw restless(channel);
    }

    /**
     * Looks whether this process still owns the target.
     *
     * @throws CdcException FENCED when another process does; GAP when the target lost the document
     */
    synchronized void requireOwned(Channel channel) {
        last = owned(channel);
    }

    synchronized Optional<Marks> marks(Channel channel) {
        Stored now = index.read(channel);
        JsonObject all = now == null ? null : now.document().getAsJsonObject(MARKS);
        JsonElement first = all == null ? null : all.get("0");
        if (first == null) {
            return Optional.empty();
        }
        Marks marks = StoredMarks.decode(first.getAsJsonObject(), "marks in " + index);
        known = marks;
        return Optional.of(marks);
    }

    synchronized void storeMarks(Channel channel, Marks marks) {
        update(
                channel,
                document -> child(document, MARKS).add(Integer.toString(marks.branch()), StoredMarks.encode(marks)));
        known = marks;
    }

    /** What is known of a table; empty when nothing is. */
    synchronized JsonObject table(Channel channel, TableId table) {
        Stored now = index.read(channel);
        JsonObject tables = now == null ? null : now.document().getAsJsonObject(TABLES);
        JsonObject entry = tables == null ? null : tables.getAsJsonObject(name(table));
        return entry == null ? new JsonObject() : entry;
    }

    /** Changes what is known of a table. */
    synchronized void updateTable(Channel channel, TableId table, Consumer<JsonObject> change) {
        update(channel, document -> change.accept(child(child(document, TABLES), name(table))));
    }

    private void update(Channel channel, Consumer<JsonObject> change) {
        for (int i = 0; i < MAX_TRIES; i++) {
            Stored before = last == null ? owned(channel) : last;
            JsonObject document = before.document().deepCopy();
            change.accept(document);
            last = null; // a write whose answer is lost may have happened
            Stored after = index.replace(channel, before, document);
            if (after != null) {
                last = after;
                return;
            }
        }
        throw restless(channel);
    }

    private Stored owned(Channel channel) {
        Stored now = index.read(channel);
        long stored = now == null ? 0 : term(now.document());
        if (now != null && stored == term && owner.equals(StateJson.text(now.document(), OWNER))) {
            requireKnownMarks(now, channel);
            return now;
        }
        if (now != null && stored > term) {
            throw new CdcException(
                    ErrorKind.FENCED,
                    "the documents at " + channel.endpoint() + " now belong to "
                            + StateJson.text(now.document(), OWNER) + " (term " + stored + ", ours was " + term
                            + "): this process writes no more");
        }
        throw Refusals.lostState(index.toString(), channel.endpoint());
    }

    private void requireKnownMarks(Stored now, Channel channel) {
        Marks seen = known;
        if (seen == null) {
            return;
        }
        JsonObject all = now.document().getAsJsonObject(MARKS);
        JsonElement stored = all == null ? null : all.get(Integer.toString(seen.branch()));
        boolean there = stored != null
                && StoredMarks.isAtLeast(StoredMarks.decode(stored.getAsJsonObject(), "marks in " + index), seen);
        if (!there) {
            throw Refusals.lostState(index.toString(), channel.endpoint());
        }
    }

    private long term(JsonObject document) {
        return StateJson.reading("term in " + index, () -> StateJson.number(document, TERM));
    }

    private CdcException restless(Channel channel) {
        return new CdcException(
                ErrorKind.CONNECTION, index + " at " + channel.endpoint() + " is changed by others all the time");
    }

    private static JsonObject child(JsonObject parent, String name) {
        JsonObject child = parent.getAsJsonObject(name);
        if (child == null) {
            child = new JsonObject();
            parent.add(name, child);
        }
        return child;
    }

    /** No two tables have the same: names are quoted as JSON does. */
    private static String name(TableId table) {
        JsonArray parts = new JsonArray();
        parts.add(table.schema());
        parts.add(table.name());
        return parts.toString();
    }
}
