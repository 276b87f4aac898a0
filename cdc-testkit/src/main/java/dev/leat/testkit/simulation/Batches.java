package dev.leat.testkit.simulation;

import dev.leat.api.change.ChangeBatch;
import java.util.ArrayList;
import java.util.List;

/** The batches that one process was given and has not released. */
final class Batches implements ChangeBatch.Recycler {
    private final List<ChangeBatch> unreleased = new ArrayList<>();

    ChangeBatch given(ChangeBatch batch) {
        unreleased.add(batch);
        return batch;
    }

    @Override
    public void recycle(ChangeBatch batch) {
        unreleased.removeIf(given -> given == batch);
    }

    List<ChangeBatch> unreleased() {
        return unreleased;
    }
}
