package dev.leat.capture.mysql.value;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ShortestDigitsTest {
    private static final int NUMBERS = 5_000;

    private final byte[] target = new byte[ShortestDigits.MAX_LENGTH];
    private final SplittableRandom random = new SplittableRandom(20_261_122);

    @Test
    void writesNumbersAsOneWould() {
        assertThat(text(0.0)).isEqualTo("0");
        assertThat(text(-0.0)).isEqualTo("-0");
        assertThat(text(1.1)).isEqualTo("1.1");
        assertThat(text(-100.0)).isEqualTo("-100");
        assertThat(text(0.1 + 0.2)).isEqualTo("0.30000000000000004");
        assertThat(text(1e22)).isEqualTo("1e22");
        assertThat(text(0.00001)).isEqualTo("0.00001");
        assertThat(text(0.000001)).isEqualTo("1e-6");
        assertThat(text(Double.MIN_VALUE)).isEqualTo("5e-324");
        assertThat(text(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e308");
        assertThat(text(Double.parseDouble("2e23"))).isEqualTo("2e23");
        assertThat(text(9007199254740992.0)).isEqualTo("9007199254740992");
        assertThat(text(1.1f)).isEqualTo("1.1");
        assertThat(text(Float.MIN_VALUE)).isEqualTo("1e-45");
        assertThat(text(Float.MAX_VALUE)).isEqualTo("3.4028235e38");
    }

    /** Of the decimals with so many digits the nearest one reads back, and none with fewer does. */
    @Test
    void isTheShortestThatReadsBack() {
        for (int i = 0; i < NUMBERS; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value) && value != 0) {
                assertShortest(value);
            }
            assertShortest(Math.scalb(1.0, random.nextInt(-1074, 1024)));
            assertShortest(random.nextInt(1, 1_000_000) / 1000.0);
            float single = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(single)) {
                assertThat(Float.parseFloat(text(single))).isEqualTo(single);
            }
        }
    }

    private void assertShortest(double value) {
        String text = text(value);
        assertThat(Double.parseDouble(text)).isEqualTo(value);
        int digits = new BigDecimal(text).stripTrailingZeros().precision();
        if (digits > 1) {
            BigDecimal shorter = new BigDecimal(value).round(new MathContext(digits - 1));
            assertThat(shorter.doubleValue()).as(text).isNotEqualTo(value);
        }
        // next to a power of two the nearest one may read back as another number
        BigDecimal nearest = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        if (nearest.doubleValue() == value) {
            assertThat(nearest.compareTo(new BigDecimal(text))).as(text).isZero();
        }
    }

    private String text(double value) {
        return new String(target, 0, ShortestDigits.write(value, target, 0), US_ASCII);
    }

    private String text(float value) {
        return new String(target, 0, ShortestDigits.write(value, target, 0), US_ASCII);
    }
}
