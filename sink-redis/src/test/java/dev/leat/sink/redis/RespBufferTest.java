package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespBufferTest {
    private final RespBuffer buffer = new RespBuffer(1);

    @Test
    void writesACommandAsTheProtocolHasIt() {
        buffer.command("HSET".getBytes(US_ASCII), "k".getBytes(US_ASCII), new byte[0]);

        assertThat(text()).isEqualTo("*3\r\n$4\r\nHSET\r\n$1\r\nk\r\n$0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, Integer.MAX_VALUE})
    void writesCountsOfAnySize(int count) {
        buffer.command(count);

        assertThat(text()).isEqualTo("*" + count + "\r\n");
    }

    @Test
    void copiesOnlyTheNamedPartOfAnArray() {
        buffer.bulk("abcdef".getBytes(US_ASCII), 2, 3);

        assertThat(text()).isEqualTo("$3\r\ncde\r\n");
        assertThat(RespBuffer.argument("cde".getBytes(US_ASCII)))
                .isEqualTo(Arrays.copyOf(buffer.array(), buffer.length()));
    }

    @Test
    void givesMemoryBackAfterALargeRow() {
        buffer.bulk(new byte[100_000], 0, 100_000);

        buffer.clear(1024);

        assertThat(buffer.length()).isZero();
        assertThat(buffer.array()).hasSize(1024);
    }

    private String text() {
        return new String(buffer.array(), 0, buffer.length(), US_ASCII);
    }
}
