package dev.leat.capture.mysql.gtid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GtidSetTest {
    private static final String A = "0d0ed5c3-e67c-11f1-b383-02fc00000001";
    private static final String B = "f0000000-0000-0000-0000-000000000000";
    private static final GtidSource SOURCE_A = new GtidSource(UUID.fromString(A));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                A + ":1",
                A + ":1-5:7:9-10",
                A + ":1-5," + B + ":3",
                A + ":1-5:a:1:b_2:4-5",
                A + ":tag:3-9223372036854775806",
            })
    void printsWhatItHasRead(String text) {
        assertThat(GtidSet.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A:7:1-5:6 | A:1-7",
                "A:3-4:1-9 | A:1-9",
                "B:1,A:1,B:2 | A:1,B:1-2",
                ", A : 1 - 2 , , B:3, | A:1-2,B:3",
                "A:TAG:1:tag:2 | A:tag:1-2",
                "A:z:1,A:5 | A:5:z:1",
            })
    void readsWhatTheServerReadsAndSortsIt(String text, String printed) {
        assertThat(GtidSet.parse(expand(text))).hasToString(expand(printed));
    }

    private static String expand(String text) {
        return text.replaceAll("\\bA\\b", A).replaceAll("\\bB\\b", B);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                A,
                A + ":",
                A + ":0",
                A + ":5-4",
                A + ":1-",
                A + ":-1",
                A + ":1:",
                A + ":tag",
                A + ":1:tag",
                A + ":1;",
                A + ":9223372036854775807",
                A + ":99999999999999999999",
                A + ":abcdefghijabcdefghijabcdefghijabc:1",
                "0d0ed5c3-e67c-11f1-b383-02fc0000000g:1",
                "0d0ed5c3xe67c-11f1-b383-02fc00000001:1",
                "0d0ed5c3-e67c-11f1-b383-02fc0000000\u0661:1",
            })
    void refusesOtherText(String text) {
        assertThatThrownBy(() -> GtidSet.parse(text))
                .isInstanceOf(GtidFormatException.class)
                .hasMessageContaining("at position");
    }

    /** Newer sets may have holes, older ones transactions that are missing in them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A:1-5 | A:2-5 | true",
                "A:1-5 | A:2-6 | false",
                "A:1-2:4-5 | A:1-5 | false",
                "A:1-2:4-5 | A:4 | true",
                "A:1-5 | A:1-5,B:1 | false",
                "A:1-5,B:1 | A:1-5 | true",
                "A:1-5 | A:t:1 | false",
            })
    void containsWhatIsInIt(String set, String other, boolean contains) {
        assertThat(GtidSet.parse(expand(set)).contains(GtidSet.parse(expand(other))))
                .isEqualTo(contains);
    }

    @Test
    void containsSingleTransactions() {
        GtidSet set = GtidSet.parse(A + ":2-3");

        assertThat(set.contains(SOURCE_A, 1)).isFalse();
        assertThat(set.contains(SOURCE_A, 2)).isTrue();
        assertThat(set.contains(SOURCE_A, 4)).isFalse();
        assertThat(set.contains(SOURCE_A, Long.MAX_VALUE)).isFalse();
        assertThat(set.contains(new GtidSource(SOURCE_A.uuid(), "t"), 2)).isFalse();
    }

    @Test
    void takesOutWhatIsInBoth() {
        GtidSet set = GtidSet.parse(A + ":1-10:t:1," + B + ":1");

        assertThat(set.minus(GtidSet.parse(A + ":3:5-6:10:t:1," + B + ":9"))).hasToString(A + ":1-2:4:7-9," + B + ":1");
        assertThat(set).hasToString(A + ":1-10:t:1," + B + ":1");
        assertThat(set.minus(set).isEmpty()).isTrue();
        assertThat(set.minus(set)).isEqualTo(new GtidSet());
    }

    @Test
    void addsTransactionsAsEventsNameThem() {
        GtidSet set = GtidSet.parse(A + ":1-5");
        UUID uuid = SOURCE_A.uuid();

        set.add(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits(), 6);
        set.add(new GtidSource(uuid, "t"), 1);
        set.add(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits(), 8);
        set.add(0xf000_0000_0000_0000L, 0, 1);
        set.removeAll(GtidSet.parse(B + ":1"));
        set.add(0xf000_0000_0000_0000L, 0, 2);

        assertThat(set).hasToString(A + ":1-6:8:t:1," + B + ":2");
    }

    /** It happens at every commit. */
    @Test
    void addsTheNextTransactionWithoutAllocation() {
        GtidSet set = GtidSet.parse(A + ":1-5:10-20," + B + ":1-3");
        UUID uuid = SOURCE_A.uuid();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long number = add(set, uuid, 21, 20_000);

        long before = threads.getCurrentThreadAllocatedBytes();
        number = add(set, uuid, number, 100_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan(100_000); // less than a byte each: nothing but the measuring
        assertThat(set).hasToString(A + ":1-5:10-" + (number - 1) + "," + B + ":1-3");
    }

    private static long add(GtidSet set, UUID uuid, long first, int count) {
        long number = first;
        for (int i = 0; i < count; i++) {
            set.add(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits(), number++);
        }
        return number;
    }

    @Test
    void encodesAsTheServerDoes() {
        assertThat(hex(GtidSet.parse(A + ":1-5:7")))
                .isEqualTo("0100000000000000" + "0d0ed5c3e67c11f1b38302fc00000001" + "0200000000000000"
                        + "0100000000000000" + "0600000000000000" + "0700000000000000" + "0800000000000000");
        assertThat(hex(GtidSet.parse(A + ":1:ab:2")))
                .isEqualTo("0102000000000001" + "0d0ed5c3e67c11f1b38302fc00000001" + "00" + "0100000000000000"
                        + "0100000000000000" + "0200000000000000" + "0d0ed5c3e67c11f1b38302fc00000001" + "046162"
                        + "0100000000000000" + "0200000000000000" + "0300000000000000");
    }

    private static String hex(GtidSet set) {
        return HexFormat.of().formatHex(set.encode());
    }

    @Test
    void refusesAnEncodingThatIsCutAnywhere() {
        byte[] whole = GtidSet.parse(A + ":1-5:7:tag:9").encode();

        assertThat(GtidSet.decode(whole, 0, whole.length)).hasToString(A + ":1-5:7:tag:9");
        for (int end = 0; end < whole.length; end++) {
            int cut = end;
            assertThatThrownBy(() -> GtidSet.decode(whole, 0, cut)).isInstanceOf(GtidFormatException.class);
        }
    }
}
