package dev.leat.capture.mysql.binlog;

import dev.leat.api.change.Operation;
import org.jspecify.annotations.Nullable;

/** What the types of rows events have in common and what not. */
enum RowsEventType {
    WRITE_V1(Operation.INSERT, false, false),
    UPDATE_V1(Operation.UPDATE, false, false),
    DELETE_V1(Operation.DELETE, false, false),
    WRITE(Operation.INSERT, true, false),
    UPDATE(Operation.UPDATE, true, false),
    DELETE(Operation.DELETE, true, false),
    PARTIAL_UPDATE(Operation.UPDATE, true, false),
    WRITE_COMPRESSED_V1(Operation.INSERT, false, true),
    UPDATE_COMPRESSED_V1(Operation.UPDATE, false, true),
    DELETE_COMPRESSED_V1(Operation.DELETE, false, true),
    WRITE_COMPRESSED(Operation.INSERT, true, true),
    UPDATE_COMPRESSED(Operation.UPDATE, true, true),
    DELETE_COMPRESSED(Operation.DELETE, true, true);

    final Operation operation;
    final boolean hasExtraData;
    final boolean isCompressed;

    RowsEventType(Operation operation, boolean hasExtraData, boolean isCompressed) {
        this.operation = operation;
        this.hasExtraData = hasExtraData;
        this.isCompressed = isCompressed;
    }

    /** Null for any other type. */
    static @Nullable RowsEventType of(int type) {
        return switch (type) {
            case EventType.WRITE_ROWS_V1 -> WRITE_V1;
            case EventType.UPDATE_ROWS_V1 -> UPDATE_V1;
            case EventType.DELETE_ROWS_V1 -> DELETE_V1;
            case EventType.WRITE_ROWS -> WRITE;
            case EventType.UPDATE_ROWS -> UPDATE;
            case EventType.DELETE_ROWS -> DELETE;
            case EventType.PARTIAL_UPDATE_ROWS -> PARTIAL_UPDATE;
            case EventType.MARIADB_WRITE_ROWS_COMPRESSED_V1 -> WRITE_COMPRESSED_V1;
            case EventType.MARIADB_UPDATE_ROWS_COMPRESSED_V1 -> UPDATE_COMPRESSED_V1;
            case EventType.MARIADB_DELETE_ROWS_COMPRESSED_V1 -> DELETE_COMPRESSED_V1;
            case EventType.MARIADB_WRITE_ROWS_COMPRESSED -> WRITE_COMPRESSED;
            case EventType.MARIADB_UPDATE_ROWS_COMPRESSED -> UPDATE_COMPRESSED;
            case EventType.MARIADB_DELETE_ROWS_COMPRESSED -> DELETE_COMPRESSED;
            default -> null;
        };
    }
}
