package dev.leat.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class IntegersTest {
    @Test
    void writesNumbersAroundEachPowerOfTenLikeTheJdk() {
        for (long power = 1; power > 0 && power <= 1_000_000_000_000_000_000L; power *= 10) {
            for (long near = -2; near <= 2; near++) {
                requireLikeTheJdk(power + near);
                requireLikeTheJdk(-power + near);
            }
        }
    }

    @Test
    void writesTheEndsOfTheRange() {
        requireLikeTheJdk(0);
        requireLikeTheJdk(Long.MAX_VALUE);
        requireLikeTheJdk(Long.MIN_VALUE);
        requireLikeTheJdk(Long.MIN_VALUE + 1);
        assertThat(Long.toString(Long.MIN_VALUE)).hasSize(Integers.MAX_LENGTH);
    }

    @Test
    void writesRandomNumbersOfEveryLengthLikeTheJdk() {
        Random random = new Random(20261123);
        for (int i = 0; i < 200_000; i++) {
            requireLikeTheJdk(random.nextLong() >> random.nextInt(64));
        }
    }

    @Test
    void writesLeadingZerosAndNothingElse() {
        Random random = new Random(20261123);
        byte[] out = new byte[24];
        for (int digits = 1; digits <= 18; digits++) {
            for (int i = 0; i < 2_000; i++) {
                long value = random.nextLong(Math.round(Math.pow(10, 1 + random.nextInt(digits))));
                Arrays.fill(out, (byte) '#');
                assertThat(Integers.putPadded(out, 2, value, digits)).isEqualTo(2 + digits);
                String expected =
                        "##" + "0".repeat(digits - Long.toString(value).length()) + value;
                assertThat(new String(out, StandardCharsets.US_ASCII)).startsWith(expected + "#");
            }
        }
    }

    private static void requireLikeTheJdk(long value) {
        byte[] out = new byte[1 + Integers.MAX_LENGTH];
        int end = Integers.put(out, 1, value);
        String expected = Long.toString(value);
        assertThat(new String(out, 1, end - 1, StandardCharsets.US_ASCII)).isEqualTo(expected);
        if (value >= 0) {
            assertThat(Integers.digitCount(value)).isEqualTo(expected.length());
        }
    }
}
