package dev.leat.capture.mysql.gtid;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** T9: whatever a file or a server says, it is a set of GTIDs or a GtidFormatException. */
final class GtidFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyTextIsRefusedOrRead(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            GtidSet set = GtidSet.parse(text);
            assertThat(GtidSet.parse(set.toString())).isEqualTo(set);
        } catch (GtidFormatException refused) {
            // as it should be
        }
        try {
            DomainPositions positions = DomainPositions.parse(text);
            assertThat(DomainPositions.parse(positions.toString())).isEqualTo(positions);
        } catch (GtidFormatException refused) {
            // as it should be
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyEncodingIsRefusedOrRead(byte[] bytes) {
        try {
            GtidSet set = GtidSet.decode(bytes, 0, bytes.length);
            byte[] encoded = set.encode();
            assertThat(GtidSet.decode(encoded, 0, encoded.length)).isEqualTo(set);
        } catch (GtidFormatException refused) {
            // as it should be
        }
    }
}
