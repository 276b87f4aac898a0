package dev.leat.api.sink;

import java.util.List;

/**
 * What became of a write that returned: everything is durable but what is listed.
 *
 * @param rejected the changes that the target refused for good
 */
public record WriteReport(List<RejectedChange> rejected) {
    /** Everything is durable. */
    public static final WriteReport COMPLETE = new WriteReport(List.of());

    /** Copies the list. */
    public WriteReport {
        rejected = List.copyOf(rejected);
    }
}
