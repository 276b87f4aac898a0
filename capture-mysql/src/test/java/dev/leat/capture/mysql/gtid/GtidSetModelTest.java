package dev.leat.capture.mysql.gtid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T9: sets of GTIDs against sets of bits; the seed is the test's parameter. */
final class GtidSetModelTest {
    private static final int RUNS = 2_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void behavesLikeASet(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < RUNS; i++) {
            Model a = Model.random(random);
            Model b = Model.random(random);
            GtidSet setA = a.built(random);
            GtidSet setB = b.built(random);
            String of = "seed " + seed + ", run " + i + ": " + setA + " and " + setB;

            assertThat(GtidSet.parse(setA.toString())).as(of).isEqualTo(setA).hasSameHashCodeAs(setA);
            byte[] encoded = setA.encode();
            assertThat(GtidSet.decode(encoded, 0, encoded.length)).as(of).isEqualTo(setA);
            assertThat(setA.equals(setB)).as(of).isEqualTo(a.bits.equals(b.bits));
            assertThat(setA.contains(setB)).as(of).isEqualTo(a.contains(b));
            assertThat(Model.of(setA)).as(of).isEqualTo(a.bits);
            assertThat(Model.of(setA.minus(setB))).as(of).isEqualTo(a.minus(b).bits);
            GtidSet union = setA.copy();
            union.addAll(setB);
            assertThat(Model.of(union)).as(of).isEqualTo(a.plus(b).bits);
            assertThat(union.contains(setA) && union.contains(setB)).as(of).isTrue();
            assertThat(union.minus(setB)).as(of).isEqualTo(setA.minus(setB));
        }
    }

    /** Numbers up to 40, of few sources: holes, touching intervals and equal sets are frequent. */
    record Model(Map<GtidSource, BitSet> bits) {
        static final int MAX = 40;

        static Model random(Random random) {
            Map<GtidSource, BitSet> bits = new TreeMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                BitSet numbers = new BitSet();
                for (int j = random.nextInt(4); j >= 0; j--) {
                    int first = 1 + random.nextInt(MAX);
                    numbers.set(first, first + 1 + random.nextInt(8));
                }
                String[] tags = {"", "", "a", "b_1"};
                bits.put(
                        new GtidSource(
                                new UUID(random.nextInt(2) - 1, random.nextInt(2)), tags[random.nextInt(tags.length)]),
                        numbers);
            }
            return new Model(bits);
        }

        /** In an order of its own, one by one or in pieces that may overlap. */
        GtidSet built(Random random) {
            GtidSet set = new GtidSet();
            bits.forEach((source, numbers) -> {
                int[] all = numbers.stream().toArray();
                for (int i = all.length - 1; i > 0; i--) {
                    int other = random.nextInt(i + 1);
                    int swapped = all[i];
                    all[i] = all[other];
                    all[other] = swapped;
                }
                for (int number : all) {
                    int last = numbers.nextClearBit(number) - 1;
                    if (random.nextBoolean()) {
                        set.add(source, number, number + random.nextInt(last - number + 1));
                    } else if (source.tag().isEmpty()) {
                        set.add(
                                source.uuid().getMostSignificantBits(),
                                source.uuid().getLeastSignificantBits(),
                                number);
                    } else {
                        set.add(source, number);
                    }
                }
            });
            return set;
        }

        static Map<GtidSource, BitSet> of(GtidSet set) {
            Map<GtidSource, BitSet> bits = new TreeMap<>();
            for (GtidSource source : set.sources()) {
                BitSet numbers = new BitSet();
                for (int number = 1; number < 2 * MAX; number++) {
                    numbers.set(number, set.contains(source, number));
                }
                bits.put(source, numbers);
            }
            return bits;
        }

        boolean contains(Model other) {
            return other.minus(this).bits.isEmpty();
        }

        Model minus(Model other) {
            Map<GtidSource, BitSet> left = new TreeMap<>();
            bits.forEach((source, numbers) -> {
                BitSet rest = (BitSet) numbers.clone();
                rest.andNot(other.bits.getOrDefault(source, new BitSet()));
                if (!rest.isEmpty()) {
                    left.put(source, rest);
                }
            });
            return new Model(left);
        }

        Model plus(Model other) {
            Map<GtidSource, BitSet> sum = new TreeMap<>(bits);
            other.bits.forEach((source, numbers) -> {
                BitSet all = (BitSet) numbers.clone();
                all.or(sum.getOrDefault(source, new BitSet()));
                sum.put(source, all);
            });
            return new Model(sum);
        }
    }
}
