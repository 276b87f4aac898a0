package dev.leat.capture.postgres.unsent;

import dev.leat.capture.postgres.catalog.Trace;
import dev.leat.capture.postgres.catalog.Trace.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened to a table's rows between two traces of it, apart from what was sent. */
record Difference(Trace before, Trace now) {
    /**
     * Whether values may have been rewritten: {@code ALTER COLUMN ... TYPE ... USING} and {@code SET EXPRESSION} write the rows into
     * another file and a row of {@code pg_attribute} anew. Neither alone tells anything: VACUUM FULL, CLUSTER, TRUNCATE and SET
     * TABLESPACE change the file only, SET STATISTICS, SET DEFAULT and SET NOT NULL the column only. Whether both were one command
     * can't be told by transaction ids, since later commands write {@code pg_class} again; but where there is a table of
     * large values, ALTER TABLE makes another one, and VACUUM FULL and the like don't.
     */
    boolean isRewritten() {
        boolean isColumnWritten = now.columns().entrySet().stream().anyMatch(column -> {
            Integer writer = before.columns().get(column.getKey());
            return writer != null && !writer.equals(column.getValue());
        });
        return isColumnWritten
                && now.parts().entrySet().stream().anyMatch(part -> {
                    Part known = before.parts().get(part.getKey());
                    return known != null && hasFileOfAlter(known, part.getValue());
                });
    }

    private static boolean hasFileOfAlter(Part before, Part now) {
        return before.file() != now.file() && (before.largeTable() == 0 || before.largeTable() != now.largeTable());
    }

    /** The partitions whose rows were not sent, if they have any: they, or what they are in, were tables by themselves before. */
    Set<Integer> attachedLeaves() {
        return leaves(now).stream()
                .filter(leaf -> upwards(now, leaf).stream().anyMatch(this::wasAttached))
                .collect(Collectors.toSet());
    }

    private boolean wasAttached(int oid) {
        Part known = before.parts().get(oid);
        Part part = now.parts().get(oid);
        boolean isNew = known == null || (part != null && known.attachedBy() != part.attachedBy());
        return isNew && part != null && !part.wasMadeAsPartition();
    }

    /** Whether a table began or ceased to be a partition, other than by being made as one. */
    boolean hasMoved() {
        return hasLostLeaves() || now.parts().keySet().stream().anyMatch(this::wasAttached);
    }

    /** Whether a partition that may have had rows is none any more, or was none in between. */
    boolean hasLostLeaves() {
        return leaves(before).stream()
                .anyMatch(leaf -> !attachments(before, leaf).equals(attachments(now, leaf)));
    }

    /** The partitions whose rows are in another file, although no values were rewritten: by TRUNCATE, or by VACUUM FULL and the like. */
    Set<Integer> replacedLeaves() {
        return isRewritten()
                ? Set.of()
                : leavesThatStayed().filter(this::hasOtherFile).collect(Collectors.toSet());
    }

    private boolean hasOtherFile(int leaf) {
        Part known = before.parts().get(leaf);
        Part part = now.parts().get(leaf);
        return known != null && part != null && known.file() != part.file();
    }

    /**
     * Whether partitions were truncated by themselves. A TRUNCATE of the table is sent, and empties all of them in one
     * transaction.
     *
     * @param emptied partitions that have no row any more of those before, with the transaction that wrote each last
     */
    boolean hasTruncatedLeaves(Map<Integer, Integer> emptied) {
        Set<Integer> truncated = new HashSet<>(replacedLeaves());
        truncated.retainAll(emptied.keySet());
        Set<Integer> writers = truncated.stream().map(emptied::get).collect(Collectors.toSet());
        return !truncated.isEmpty()
                && (writers.size() > 1 || !leavesThatStayed().allMatch(truncated::contains));
    }

    private Stream<Integer> leavesThatStayed() {
        return leaves(before).stream().filter(leaf -> {
            Part known = before.parts().get(leaf);
            return known != null && known.parent() != 0 && now.parts().containsKey(leaf);
        });
    }

    private static Set<Integer> leaves(Trace trace) {
        return trace.parts().entrySet().stream()
                .filter(part -> part.getValue().isLeaf())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The part, what it is in, and so on to the table. */
    private static List<Integer> upwards(Trace trace, int from) {
        List<Integer> way = new ArrayList<>();
        int oid = from;
        for (Part part = trace.parts().get(oid);
                part != null;
                part = trace.parts().get(oid)) {
            way.add(oid);
            oid = part.parent();
        }
        return way;
    }

    private static List<Integer> attachments(Trace trace, int leaf) {
        List<Integer> attachments = new ArrayList<>();
        for (int oid : upwards(trace, leaf)) {
            Part part = trace.parts().get(oid);
            if (part != null) {
                attachments.add(part.attachedBy());
            }
        }
        return attachments;
    }
}
