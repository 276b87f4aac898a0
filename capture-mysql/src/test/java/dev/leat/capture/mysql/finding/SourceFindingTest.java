package dev.leat.capture.mysql.finding;

import dev.leat.testkit.finding.FindingCodes;
import dev.leat.testkit.finding.FindingCodes.Code;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SourceFindingTest {
    private final FindingCodes codes = new FindingCodes(Arrays.stream(SourceFinding.values())
            .map(finding -> new Code(finding.code(), finding.severities(), finding.why()))
            .toList());

    @Test
    void theReferencePageHasEachCode() {
        codes.assertDocumented(Path.of("..", "docs", "reference", "findings.md"), "MySQL and MariaDB");
    }

    @Test
    void eachCodeHasATestThatProvokesIt() {
        codes.assertProvoked(getClass());
    }
}
