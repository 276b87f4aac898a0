package dev.leat.sink.elasticsearch;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends a bulk until every item is durable or refused for good. Single-threaded.
 *
 * <ul>
 *   <li>busy (429, 502, 503, 504), the request or single items: those are sent again after a pause;
 *   <li>blocked (403, or 429 on a full disk): a failure at once, which says how the block is lifted;
 *   <li>a conflict of versions: something newer is there, which is as good;
 *   <li>too large (413) or not understood as a whole (400): the halves are sent, down to the item at fault;
 *   <li>an index that is gone: its table is lost;
 *   <li>everything else that an item gets is its refusal.
 * </ul>
 */
final class BulkSender {
    private static final String PATH =
            "/_bulk?filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason";

    private final Channel channel;
    private final Backoff backoff;
    private byte[] part = new byte[0];

    BulkSender(Channel channel, Backoff backoff) {
        this.channel = channel;
        this.backoff = backoff;
    }

    /** Takes an item that was refused for good. */
    @FunctionalInterface
    interface Refused {
        /**
         * One item.
         *
         * @param item its place in the bulk
         * @param reason without row values
         */
        void item(int item, String reason);
    }

    /**
     * Sends everything.
     *
     * @throws CdcException CONNECTION when the target stays busy; TARGET_LOST when it lost an index
     */
    void send(Bulk bulk, Refused refused) {
        if (bulk.count() == 0) {
            return;
        }
        int[] all = new int[bulk.count()];
        Arrays.setAll(all, i -> i);
        Deque<int[]> parts = new ArrayDeque<>();
        parts.add(all);
        int failures = 0;
        while (!parts.isEmpty()) {
            int[] items = parts.remove();
            Answer answer = send(bulk, items);
            int status = answer.status();
            if (answer.isOk()) {
                int[] again = examine(bulk, items, answer, refused);
                if (again.length > 0) {
                    parts.addFirst(again);
                    pause(++failures, 429, answer.retryAfter());
                }
            } else if (Refusals.isBusy(status, answer.errorType())) {
                parts.addFirst(items);
                pause(++failures, status, answer.retryAfter());
            } else if (status == 413 || status == 400) {
                if (items.length == 1) {
                    refused.item(items[0], whole(answer, bulk, items[0]));
                } else {
                    int half = items.length / 2;
                    parts.addFirst(Arrays.copyOfRange(items, half, items.length));
                    parts.addFirst(Arrays.copyOf(items, half));
                }
            } else {
                throw Refusals.of(status, answer.errorType(), "", "a bulk request", channel.endpoint());
            }
        }
    }

    private Answer send(Bulk bulk, int[] items) {
        if (items.length == bulk.count()) {
            return channel.callWithLines(PATH, bulk.bytes(), bulk.byteCount());
        }
        int length = 0;
        for (int item : items) {
            int size = bulk.end(item) - bulk.start(item);
            if (length + size > part.length) {
                part = Arrays.copyOf(part, Math.max(2 * part.length, length + size));
            }
            System.arraycopy(bulk.bytes(), bulk.start(item), part, length, size);
            length += size;
        }
        return channel.callWithLines(PATH, part, length);
    }

    /** The items to be sent again, in order. */
    private int[] examine(Bulk bulk, int[] items, Answer answer, Refused refused) {
        boolean[] again = new boolean[items.length];
        int[] firstOrdered = {Integer.MAX_VALUE};
        BulkAnswer.read(answer.body(), items.length, (place, status, type, reason) -> {
            int item = items[place];
            if (Refusals.isBusy(status, type)) {
                again[place] = true;
                if (bulk.isOrderedByPlace(item) && !bulk.isRead(item)) {
                    firstOrdered[0] = Math.min(firstOrdered[0], place);
                }
            } else if (type.equals(Refusals.NO_INDEX) || type.equals(Refusals.NO_INDEX_NAME)) {
                throw Refusals.lost("the index of " + bulk.schema(item).table(), channel.endpoint());
            } else if (status == 401
                    || status == 403
                    || status >= 500
                    || type.equals(Refusals.BLOCK)
                    || type.equals(Refusals.CLOSED)) {
                throw Refusals.of(
                        status,
                        type,
                        "",
                        "writing documents of " + bulk.schema(item).table(),
                        channel.endpoint());
            } else if (status != 409) {
                refused.item(item, SafeReason.of(type, reason, bulk.schema(item)));
            }
        });
        // Of two items with one version the later one has to be written last.
        for (int place = firstOrdered[0]; place < items.length; place++) {
            again[place] |= bulk.isOrderedByPlace(items[place]);
        }
        int count = 0;
        int[] left = new int[items.length];
        for (int place = 0; place < items.length; place++) {
            if (again[place]) {
                left[count++] = items[place];
            }
        }
        return Arrays.copyOf(left, count);
    }

    private static String whole(Answer answer, Bulk bulk, int item) {
        int size = bulk.end(item) - bulk.start(item);
        return answer.status() == 413
                ? "a document of " + size + " bytes is larger than the server takes: raise http.max_content_length"
                : SafeReason.of(answer.errorType(), answer.errorReason(), bulk.schema(item));
    }

    private void pause(int failures, int status, @Nullable Duration asked) {
        if (failures >= Backoff.MAX_TRIES) {
            throw new CdcException(
                    ErrorKind.CONNECTION,
                    channel.endpoint() + " is too busy to take documents: " + status + " after " + failures + " tries");
        }
        channel.pause(backoff.pause(failures, asked));
    }
}
