package dev.leat.benchmarks.endtoend;

import java.util.List;
import java.util.Locale;

/** What is written to a table while nobody reads, for all readers to read afterwards. */
enum StreamWorkload {
    /** Inserts of five columns, in transactions of 100. */
    W1(1_000_000) {
        @Override
        void create(SourceDatabase database, long changes) {
            database.createNarrow(table());
        }

        @Override
        void write(SourceDatabase database, long changes) {
            database.insertNarrow(table(), changes, NarrowTable.ROWS_PER_TRANSACTION);
        }
    },
    /** Updates of twenty columns of mixed types, logged with old and new row, in transactions of 100. */
    W2(500_000) {
        @Override
        void create(SourceDatabase database, long changes) {
            database.createWide(table(), changes);
        }

        @Override
        void write(SourceDatabase database, long changes) {
            database.updateWide(table(), changes, 100);
        }
    },
    /** Inserts of five columns in one transaction. */
    W3(1_000_000) {
        @Override
        void create(SourceDatabase database, long changes) {
            database.createNarrow(table());
        }

        @Override
        void write(SourceDatabase database, long changes) {
            database.insertNarrow(table(), changes, changes);
        }
    },
    /** Inserts, updates and deletes of five columns, in transactions of ten. */
    MIXED(900_000) {
        @Override
        void create(SourceDatabase database, long changes) {
            database.createNarrow(table());
        }

        @Override
        void write(SourceDatabase database, long changes) {
            long rows = changes / 3;
            database.insertNarrow(table(), rows, 10);
            database.inTransactions(rows, 10, "UPDATE mixed SET amount = amount + 1 WHERE id BETWEEN low AND high");
            database.inTransactions(rows, 10, "DELETE FROM mixed WHERE id BETWEEN low AND high");
        }
    };

    private final long defaultChanges;

    StreamWorkload(long defaultChanges) {
        this.defaultChanges = defaultChanges;
    }

    /** As many as the study had that the goals come from. */
    long defaultChanges() {
        return defaultChanges;
    }

    /** The table's name. */
    String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Makes the table, with the rows that are there before. */
    abstract void create(SourceDatabase database, long changes);

    /** Writes so many changes. */
    abstract void write(SourceDatabase database, long changes);

    /** A pipeline that takes the table to a sink. */
    List<String> pipeline(SourceDatabase database, String name, List<String> sink) {
        return database.pipeline(name, table(), sink);
    }
}
