package dev.leat.capture.postgres.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LsnTest {
    @ParameterizedTest
    @CsvSource({
        "0/0, 0",
        "0/1, 1",
        "16/B374D848, 97500059720",
        "1/0, 4294967296",
        "0/FFFFFFFF, 4294967295",
        "FFFFFFFF/FFFFFFFF, -1",
        "80000000/10, -9223372036854775792"
    })
    void readsAndWritesTheServersText(String text, long lsn) {
        assertThat(Lsn.parse(text)).isEqualTo(lsn);
        assertThat(Lsn.format(lsn)).isEqualTo(text);
    }

    @Test
    void readsWhatItWrote() {
        Random random = new Random(17);
        byte[] target = new byte[3 + Lsn.MAX_TEXT_LENGTH];
        for (int i = 0; i < 10_000; i++) {
            long lsn = random.nextLong() >>> random.nextInt(64);

            int end = Lsn.write(lsn, target, 3);

            String text = new String(target, 3, end - 3, US_ASCII);
            assertThat(text).isEqualTo(Lsn.format(lsn));
            assertThat(Lsn.parse(text)).isEqualTo(lsn);
            assertThat(text)
                    .isEqualToIgnoringCase(Long.toHexString(lsn >>> 32) + "/" + Long.toHexString(lsn & 0xFFFFFFFFL));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "0",
                "0/",
                "/0",
                "0//0",
                "0/0/0",
                "-1/0",
                "+1/0",
                "0x1/0",
                "g/0",
                "123456789/0",
                "0/123456789",
                " 0/0",
                "0/0 ",
                "٣/0"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Lsn.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16/B374D848");
    }

    @Test
    void comparesWithoutSign() {
        long high = Lsn.parse("80000000/0");
        long low = Lsn.parse("7FFFFFFF/FFFFFFFF");

        assertThat(Lsn.compare(high, low)).isPositive();
        assertThat(Lsn.isAfter(high, low)).isTrue();
        assertThat(Lsn.isAfter(low, low)).isFalse();
        assertThat(Lsn.max(low, high)).isEqualTo(high);
    }
}
