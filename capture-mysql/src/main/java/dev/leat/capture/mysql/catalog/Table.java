package dev.leat.capture.mysql.catalog;

import dev.leat.api.schema.TableId;

/**
 * A row of {@code information_schema.TABLES}.
 *
 * @param engine the storage engine's name; empty for a view
 * @param isTransactional whether the engine can roll back
 * @param estimatedRows by the server's statistics; -1 if they have nothing
 */
public record Table(TableId id, Kind kind, String engine, boolean isTransactional, long estimatedRows) {

    /** {@code TABLE_TYPE}. */
    public enum Kind {
        TABLE,
        /** Keeps old rows beside the new ones: MariaDB. */
        SYSTEM_VERSIONED,
        VIEW,
        /** MariaDB. */
        SEQUENCE,
        OTHER;

        static Kind of(String type) {
            return switch (type) {
                case "BASE TABLE" -> TABLE;
                case "SYSTEM VERSIONED" -> SYSTEM_VERSIONED;
                case "VIEW" -> VIEW;
                case "SEQUENCE" -> SEQUENCE;
                default -> OTHER;
            };
        }
    }
}
