package dev.leat.core.engine.decision;

import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A read beside the stream. Identity matters: answers name it, and an answer to a request that was given up is ignored. */
public abstract sealed class ReadRequest {
    private final TableId table;

    ReadRequest(TableId table) {
        this.table = table;
    }

    /** Which table is read. */
    public TableId table() {
        return table;
    }

    /** {@link dev.leat.api.capture.Snapshot#barrier}, answered by {@code barrierTaken}. */
    public static final class TakeBarrier extends ReadRequest {
        TakeBarrier(TableId table) {
            super(table);
        }
    }

    /** {@link dev.leat.api.capture.ChunkReader#next}, answered by {@code chunkPlanned}. */
    public static final class PlanChunk extends ReadRequest {
        private final byte @Nullable [] after;
        private final int maxRows;

        PlanChunk(TableId table, byte @Nullable [] after, int maxRows) {
            super(table);
            this.after = after;
            this.maxRows = maxRows;
        }

        /** The upper bound of the chunk before, or null for the first. */
        public byte @Nullable [] after() {
            return after;
        }

        /** About how many rows a chunk should have. */
        public int maxRows() {
            return maxRows;
        }
    }

    /** {@link dev.leat.api.capture.ChunkReader#read}, answered by {@code chunkRead}. */
    public static final class ReadChunk extends ReadRequest {
        private final ChunkBounds bounds;
        private final int maxRows;

        ReadChunk(TableId table, ChunkBounds bounds, int maxRows) {
            super(table);
            this.bounds = bounds;
            this.maxRows = maxRows;
        }

        /** Most rows to read. */
        public int maxRows() {
            return maxRows;
        }

        /** What to read. */
        public ChunkBounds bounds() {
            return bounds;
        }
    }

    /** {@link dev.leat.api.capture.ChunkReader#readKeys}, answered by {@code chunkRead}. */
    public static final class ReadKeys extends ReadRequest {
        private final List<RowKey> keys;

        ReadKeys(TableId table, List<RowKey> keys) {
            super(table);
            this.keys = List.copyOf(keys);
        }

        /** Whose rows to read. */
        public List<RowKey> keys() {
            return keys;
        }
    }
}
