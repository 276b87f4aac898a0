package dev.leat.benchmarks.binlog;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.openjdk.jmh.infra.Blackhole;

/** The library mysql-binlog-connector-java as it comes: every event an object, every row an array of objects. */
final class BinlogLibrary {
    private static final int MAGIC_BYTES = 4;

    private final byte[] events;

    BinlogLibrary(RecordedRows rows) {
        byte[] file = rows.file();
        events = Arrays.copyOfRange(file, MAGIC_BYTES, file.length);
    }

    void decode(Blackhole sink) throws IOException {
        EventDeserializer deserializer = new EventDeserializer();
        // it does not know how MySQL writes sets of tagged GTIDs
        deserializer.setEventDataDeserializer(EventType.PREVIOUS_GTIDS, new NullEventDataDeserializer());
        ByteArrayInputStream in = new ByteArrayInputStream(events);
        Event event = deserializer.nextEvent(in);
        while (event != null) {
            sink.consume(event);
            event = deserializer.nextEvent(in);
        }
    }
}
