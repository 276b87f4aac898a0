package dev.leat.capture.mysql.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words are the servers' own; that they still say them is for {@link BinlogStreamIT}. */
final class ServerErrorTest {
    private static final ReplicaId REPLICA = ReplicaId.of(4_000_000_000L);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GAP | 1236 | Could not find first log file name in binary log index file",
                "GAP | 1236 | Cannot replicate because the source purged required binary logs.",
                "GAP | 1236 | Client requested source to start replication from position > file size",
                "GAP | 1236 | Replica has more GTIDs than the source has, using the source's SERVER_UUID.",
                "GAP | 1236 | Error: connecting slave requested to start from GTID 0-1-9, which is not in the master's binlog",
                "SETUP | 1236 | A replica with the same server_uuid/server_id as this replica has connected to the source",
                "SETUP | 4052 | A slave with the same server_uuid/server_id is already connected",
                "GAP | 1945 | Could not find GTID state requested by slave in any binlog files",
                "SETUP | 1236 | log event entry exceeded max_allowed_packet; Increase max_allowed_packet on source",
                "SETUP | 1236 | Binary log is not open",
                "SETUP | 1227 | Access denied; you need (at least one of) the REPLICATION SLAVE privilege(s)",
                "CONNECTION | 1053 | Server shutdown in progress",
                "CONNECTION | 1317 | Query execution was interrupted",
                "DECODE | 1236 | bogus data in log event; the first event 'binlog.000001' at 4",
            })
    void knowsWhetherAnotherTryCanHelp(ErrorKind kind, int code, String message) {
        CdcException failure = parse(code, "#HY000" + message).asException(REPLICA);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(code + " (HY000): " + message);
    }

    /** M15. */
    @Test
    void namesTheNumberThatSomebodyElseHasToo() {
        CdcException failure = parse(
                        1236, "#HY000A slave with the same server_uuid/server_id as this slave has connected")
                .asException(REPLICA);

        assertThat(failure).hasMessageContaining("with server-id 4000000000");
    }

    @Test
    void readsAnErrorWithoutAState() {
        ServerError error = parse(1040, "Too many connections");

        assertThat(error).isEqualTo(new ServerError(1040, "", "Too many connections"));
    }

    @Test
    void readsAnErrorThatIsCutAnywhere() {
        byte[] whole = bytes(1236, "#HY000gone");
        for (int end = 1; end <= whole.length; end++) {
            assertThat(ServerError.parse(whole, 0, end).asException(REPLICA))
                    .hasMessageContaining("has ended the dump");
        }
    }

    private static ServerError parse(int code, String rest) {
        byte[] bytes = bytes(code, rest);
        return ServerError.parse(bytes, 0, bytes.length);
    }

    private static byte[] bytes(int code, String rest) {
        byte[] text = rest.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[3 + text.length];
        bytes[0] = (byte) 0xFF;
        bytes[1] = (byte) code;
        bytes[2] = (byte) (code >> 8);
        System.arraycopy(text, 0, bytes, 3, text.length);
        return bytes;
    }
}
