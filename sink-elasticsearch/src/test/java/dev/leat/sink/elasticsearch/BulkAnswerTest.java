package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkAnswerTest {
    private static final String MIXED = """
            {"took":3,"errors":true,"items":[{"index":{"status":201}},
            {"index":{"_id":"7","status":400,"error":{"type":"document_parsing_exception","reason":"bad [x]","caused_by":{"type":"y"}}}},
            {"delete":{"status":404,"result":"not_found"}},
            {"delete":{"status":409,"error":{"type":"version_conflict_engine_exception","reason":"r"}}},
            {"index":{"error":{"reason":null,"type":"index_not_found_exception"},"status":404}},
            {"index":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"queue"}}}]}
            """.strip();

    private final List<String> refused = new ArrayList<>();

    // S2
    @Test
    void findsEveryRefusedItemInAnAnswerOfStatus200() {
        read(MIXED, 6);

        assertThat(refused)
                .containsExactly(
                        "1 400 document_parsing_exception bad [x]",
                        "3 409 version_conflict_engine_exception r",
                        "4 404 index_not_found_exception ",
                        "5 429 es_rejected_execution_exception queue");
    }

    @Test
    void looksAtNoItemWhenThereWasNoError() {
        read("{\"errors\":false,\"items\":[not looked at]}", 3);
        read("{\"took\":2147483647,\"errors\":false,\"items\":[not looked at]}", 3);

        assertThat(refused).isEmpty();
    }

    @Test
    void isNotMisledByAFlagInsideAnItem() {
        read(
                "{\"errors\":true,\"items\":[{\"index\":{\"status\":400,\"error\":{\"type\":\"t\",\"reason\":"
                        + "\"\\\"errors\\\":false\"}}}]}",
                1);

        assertThat(refused).containsExactly("0 400 t \"errors\":false");
    }

    // S10
    @Test
    void takesNothingForWrittenWhenTheAnswerIsCutAnywhere() {
        for (int length = 0; length < MIXED.length(); length++) {
            String cut = MIXED.substring(0, length);
            assertFails(cut, 6);
        }
        assertFails("{\"errors\":false,\"items\":[", 1);
        assertFails("<html>", 1);
    }

    @Test
    void takesNothingForWrittenWhenItemsAreMissing() {
        assertFails(MIXED, 7);
        assertFails("{\"errors\":true}", 1);
    }

    private void read(String body, int count) {
        BulkAnswer.read(
                body.getBytes(UTF_8),
                count,
                (item, status, type, reason) -> refused.add(item + " " + status + " " + type + " " + reason));
    }

    private void assertFails(String body, int count) {
        assertThatThrownBy(() -> read(body, count)).isInstanceOfSatisfying(CdcException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
            assertThat(e).hasNoCause();
        });
    }
}
