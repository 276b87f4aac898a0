package dev.leat.api.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyHashTest {
    @Test
    void isTheSameWhereverTheBytesLie() {
        Random random = new Random(7);
        for (int length = 0; length <= 40; length++) {
            byte[] value = new byte[length];
            random.nextBytes(value);
            int alone = hash(value, 0, length);
            for (int before = 0; before < 20; before++) {
                byte[] within = new byte[before + length + random.nextInt(10)];
                random.nextBytes(within);
                System.arraycopy(value, 0, within, before, length);

                assertThat(hash(within, before, length)).isEqualTo(alone);
            }
        }
    }

    @Test
    void tellsEveryByteAndEveryLengthApart() {
        for (int length = 1; length <= 40; length++) {
            Set<Integer> hashes = new HashSet<>();
            byte[] value = new byte[length];
            hashes.add(hash(value, 0, length));
            hashes.add(hash(value, 0, length - 1));
            for (int i = 0; i < length; i++) {
                value[i] = 1;
                hashes.add(hash(value, 0, length));
                value[i] = 0;
            }
            assertThat(hashes).hasSize(length + 2);
        }
        assertThat(hash(new byte[0], 0, -1)).isNotEqualTo(hash(new byte[0], 0, 0));
    }

    @Test
    void spreadsCountingKeysOverTheLowBits() {
        int[] found = new int[64];
        for (int key = 0; key < 64_000; key++) {
            byte[] digits = Integer.toString(key).getBytes(StandardCharsets.US_ASCII);
            found[hash(digits, 0, digits.length) & 63]++;
        }
        for (int count : found) {
            assertThat(count).isBetween(800, 1200);
        }
    }

    private static int hash(byte[] bytes, int offset, int length) {
        return KeyHash.finish(KeyHash.add(KeyHash.START, bytes, offset, length));
    }
}
