package dev.leat.capture.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ServerMessageTest {
    private static final byte[] ERROR =
            "SFEHLER\0VERROR\0C55006\0Mslot \"s\" is active for PID 7\0Dsecret row\0Hwait\0Fslot.c\0\0"
                    .getBytes(StandardCharsets.UTF_8);

    @Test
    void takesTheFieldsApart() throws ProtocolException {
        ServerMessage message = ServerMessage.decode(ERROR, 0, ERROR.length);

        assertThat(message)
                .isEqualTo(new ServerMessage("ERROR", "55006", "slot \"s\" is active for PID 7", "secret row", "wait"));
        assertThat(message).hasToString("ERROR 55006: slot \"s\" is active for PID 7 (wait)");
    }

    @Test
    void refusesAMessageThatIsCutAnywhere() {
        for (int cut = 0; cut < ERROR.length; cut++) {
            byte[] bytes = Arrays.copyOf(ERROR, cut);
            assertThatThrownBy(() -> ServerMessage.decode(bytes, 0, bytes.length))
                    .as("cut at %d", cut)
                    .isInstanceOf(ProtocolException.class);
        }
    }
}
