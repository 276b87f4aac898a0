package dev.leat.api.change;

import java.util.Arrays;

/**
 * Some changes of a batch, by index, in source order: what one lane gets to write. Valid until the writer returns.
 */
public final class ChangeSlice {
    private final ChangeBatch batch;
    private final int[] indexes;
    private final int from;
    private final int to;

    /**
     * @param batch whose changes they are
     * @param indexes the changes' indexes in the batch, rising; not copied
     * @param from first used place in {@code indexes}
     * @param to first place in {@code indexes} that is no longer used
     */
    public ChangeSlice(ChangeBatch batch, int[] indexes, int from, int to) {
        this.batch = batch;
        this.indexes = indexes;
        this.from = from;
        this.to = to;
    }

    /** Whose changes they are. */
    public ChangeBatch batch() {
        return batch;
    }

    /** How many changes there are. */
    public int size() {
        return to - from;
    }

    /** The index in the batch of the change number {@code i} of this slice. */
    public int index(int i) {
        return indexes[from + i];
    }

    /** A new view that moves over these changes only, standing before the first. */
    public ChangeCursor cursor() {
        return new ChangeCursor(batch, indexes, from, to);
    }

    @Override
    public String toString() {
        return "ChangeSlice" + Arrays.toString(Arrays.copyOfRange(indexes, from, Math.min(to, from + 16)));
    }
}
