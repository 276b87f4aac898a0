package dev.leat.sink.redis;

import dev.leat.testkit.finding.FindingCodes;
import dev.leat.testkit.finding.FindingCodes.Code;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisFindingTest {
    private final FindingCodes codes = new FindingCodes(Arrays.stream(RedisFinding.values())
            .map(finding -> new Code(finding.code(), List.of(finding.severity()), finding.why()))
            .toList());

    @Test
    void theReferencePageHasEachCode() {
        codes.assertDocumented(Path.of("..", "docs", "reference", "findings.md"), "Redis");
    }

    @Test
    void eachCodeHasATestThatProvokesIt() {
        codes.assertProvoked(getClass());
    }
}
