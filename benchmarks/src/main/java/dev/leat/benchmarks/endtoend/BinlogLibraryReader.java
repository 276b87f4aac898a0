package dev.leat.benchmarks.endtoend;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The peer: the library mysql-binlog-connector-java as it comes, whose rows are counted. */
public final class BinlogLibraryReader {
    private final BinaryLogClient client;
    private long left;

    private BinlogLibraryReader(BinaryLogClient client, long rows) {
        this.client = client;
        this.left = rows;
    }

    /**
     * Reads until so many rows came.
     *
     * @param args host, port, user, password, the log file to begin with, rows
     */
    public static void main(String[] args) throws IOException {
        BinaryLogClient client = new BinaryLogClient(args[0], Integer.parseInt(args[1]), args[2], args[3]);
        EventDeserializer deserializer = new EventDeserializer();
        // it does not know how MySQL writes sets of tagged GTIDs
        deserializer.setEventDataDeserializer(EventType.PREVIOUS_GTIDS, new NullEventDataDeserializer());
        client.setEventDeserializer(deserializer);
        client.setBinlogFilename(args[4]);
        client.setBinlogPosition(LogBegin.OFFSET);
        BinlogLibraryReader reader = new BinlogLibraryReader(client, Long.parseLong(args[5]));
        client.registerEventListener(event -> reader.count(event.getData()));
        client.connect();
    }

    private void count(EventData event) {
        if (event instanceof WriteRowsEventData rows) {
            left -= rows.getRows().size();
        } else if (event instanceof UpdateRowsEventData rows) {
            left -= rows.getRows().size();
        } else if (event instanceof DeleteRowsEventData rows) {
            left -= rows.getRows().size();
        } else {
            return;
        }
        if (left <= 0) {
            try {
                client.disconnect();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
