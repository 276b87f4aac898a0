package dev.leat.core.engine.decision;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import java.util.Arrays;

/**
 * Leaves out the changes of a batch that a later change of the same key in the same batch makes superfluous: a whole row or a
 * delete replaces everything before it, a partial row nothing (E1). Applying what is left gives the same rows as applying
 * all. Reused from batch to batch.
 */
final class Reducer {
    private static final int NONE = -1;

    private final Rules rules;
    private int[] heads = new int[0];
    private int[] chain = new int[0];

    Reducer(Rules rules) {
        this.rules = rules;
    }

    /**
     * Marks in {@code superfluous} the changes that need not be written. Those that are marked already are left out for
     * another reason and replace nothing. The batch has no TRUNCATE.
     */
    void mark(ChangeBatch batch, boolean[] superfluous) {
        int size = batch.size();
        int slots = Integer.highestOneBit(size) * 2;
        if (heads.length < slots) {
            heads = new int[slots];
        }
        if (chain.length < size) {
            chain = new int[Integer.highestOneBit(size) * 2];
        }
        Arrays.fill(heads, 0, slots, NONE);
        ChangeCursor change = batch.cursor();
        ChangeCursor other = batch.cursor();
        boolean complete = !batch.mayHaveUnchanged();
        for (int i = size - 1; i >= 0; i--) {
            if (superfluous[i]) {
                continue;
            }
            int hash = batch.keyHash(i);
            int slot = hash & (slots - 1);
            boolean replaced = false;
            for (int later = heads[slot]; later != NONE && !replaced; later = chain[later]) {
                if (batch.keyHash(later) == hash) {
                    change.seek(i);
                    other.seek(later);
                    replaced = other.schema() == change.schema() && change.key().hasSameKey(other.key());
                }
            }
            if (replaced) {
                superfluous[i] = true;
            } else if (complete || replacesEarlier(change, i)) {
                chain[i] = heads[slot];
                heads[slot] = i;
            }
        }
    }

    private boolean replacesEarlier(ChangeCursor change, int index) {
        change.seek(index);
        return change.operation() == Operation.DELETE || change.after().isComplete() || !rules.holds(Rule.E1);
    }
}
