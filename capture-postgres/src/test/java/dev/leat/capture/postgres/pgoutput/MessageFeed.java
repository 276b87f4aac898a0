package dev.leat.capture.postgres.pgoutput;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Decodes whole messages that lie one behind the other in a buffer, as the stream's frames do. */
public final class MessageFeed {
    private MessageFeed() {}

    /** What the slot has, by a session that is set up like a stream's; the slot moves on. */
    public static List<byte[]> take(Connection connection, String slot, String publication) throws SQLException {
        List<byte[]> messages = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT data FROM pg_catalog.pg_logical_slot_get_binary_changes(?, NULL, NULL,"
                        + " 'proto_version', '1', 'publication_names', ?)")) {
            query.setString(1, slot);
            query.setString(2, publication);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    messages.add(rows.getBytes(1));
                }
            }
        }
        return messages;
    }

    /** All changes of the messages, in batches that end where a TRUNCATE wants it. */
    public static List<ChangeBatch> decode(List<byte[]> messages, PgOutputDecoder decoder) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        messages.forEach(all::writeBytes);
        byte[] buffer = all.toByteArray();
        List<ChangeBatch> batches = new ArrayList<>();
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        int offset = 0;
        for (byte[] message : messages) {
            builder.wrap(buffer, buffer.length);
            if (decoder.decode(buffer, offset, message.length, builder) == Decoded.BOUNDARY) {
                batches.add(builder.build(null));
                builder.wrap(buffer, buffer.length);
                decoder.decode(buffer, offset, message.length, builder);
            }
            offset += message.length;
        }
        if (builder.size() > 0) {
            batches.add(builder.build(null));
        }
        return batches;
    }
}
