package dev.leat.testkit.simulation;

import java.util.ArrayList;
import java.util.List;

/** What may happen next, and how likely. */
final class Menu {
    private final List<Runnable> events = new ArrayList<>();
    private final List<Integer> weights = new ArrayList<>();
    private int total;

    void clear() {
        events.clear();
        weights.clear();
        total = 0;
    }

    void add(int weight, Runnable event) {
        if (weight > 0) {
            events.add(event);
            weights.add(weight);
            total += weight;
        }
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    Runnable pick(Chance chance) {
        int at = chance.below(total);
        for (int i = 0; i < events.size(); i++) {
            at -= weights.get(i);
            if (at < 0) {
                return events.get(i);
            }
        }
        throw new AssertionError("the weights do not add up");
    }
}
