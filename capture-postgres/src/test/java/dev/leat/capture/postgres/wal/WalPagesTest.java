package dev.leat.capture.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S7. */
class WalPagesTest {
    private static final long SEGMENT = 16 << 20;
    private static final WalPages PAGES = new WalPages(8192, SEGMENT);

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "24, 0", "25, 25", "32, 32", "40, 40", "8191, 8191", "8192, 8192", "8216, 8192"})
    void roundsDownWithinTheShortHeaderOfAPage(long inPage, long expected) {
        long page = 3 * SEGMENT + 5 * 8192;

        assertThat(PAGES.outsideHeader(page + inPage)).isEqualTo(page + expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "24, 0", "25, 0", "40, 0", "41, 41", "48, 48", "8192, 8192", "8216, 8192", "8232, 8232"
    })
    void roundsDownWithinTheLongHeaderOfASegmentsFirstPage(long inSegment, long expected) {
        assertThat(PAGES.outsideHeader(SEGMENT + inSegment)).isEqualTo(SEGMENT + expected);
    }

    /** model-check S7: insert position 0/16A4018 against flush position 0/16A4000. */
    @Test
    void mendsThePositionThatHungSeeding() {
        assertThat(PAGES.outsideHeader(0x16A4018)).isEqualTo(0x16A4000);
    }

    @Test
    void takesPositionsAsUnsigned() {
        long page = 0xFFFF_FFFF_0000_2000L;

        assertThat(PAGES.outsideHeader(page + 24)).isEqualTo(page);
        assertThat(PAGES.outsideHeader(page + 32)).isEqualTo(page + 32);
    }

    @Test
    void goesByTheSizesOfTheServer() {
        WalPages large = new WalPages(65_536, 1 << 30);

        assertThat(large.outsideHeader(65_536 + 24)).isEqualTo(65_536);
        assertThat(large.outsideHeader(8192 + 24)).isEqualTo(8192 + 24);
        assertThat(large.outsideHeader((1 << 30) + 40)).isEqualTo(1 << 30);
    }
}
