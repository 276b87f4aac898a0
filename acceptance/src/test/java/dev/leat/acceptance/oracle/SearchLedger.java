package dev.leat.acceptance.oracle;

import java.util.List;
import java.util.stream.LongStream;

/** The ledger's rows on a search server, as a read by id finds them: at once, before a search does. */
public final class SearchLedger implements DurableLedger {
    private static final int PIECE = 1000;

    private final SearchTarget target;
    private final String table;

    /** The ledger whose bare name is {@code table}. */
    public SearchLedger(SearchTarget target, String table) {
        this.target = target;
        this.table = table;
    }

    @Override
    public boolean holds(int client, long from, long to) {
        return missing(client, from, to).isEmpty();
    }

    /** The keys of those that are not there. */
    public List<String> missing(int client, long from, long to) {
        return LongStream.iterate(from, at -> at < to, at -> at + PIECE)
                .boxed()
                .flatMap(at -> target
                        .missing(
                                table,
                                LongStream.range(at, Math.min(to, at + PIECE))
                                        .mapToObj(n -> client + ":" + n)
                                        .toList())
                        .stream())
                .toList();
    }
}
