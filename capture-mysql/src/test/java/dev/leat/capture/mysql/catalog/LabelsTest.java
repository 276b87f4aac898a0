package dev.leat.capture.mysql.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LabelsTest {
    @Test
    void readsWhatTheCatalogEscapes() {
        assertThat(Labels.parse("enum('a','it''s','','c,d','x)','\\\\','\\n\\r\\0','\"`')"))
                .containsExactly("a", "it's", "", "c,d", "x)", "\\", "\n\r\0", "\"`");
        assertThat(Labels.parse("set('')")).containsExactly("");
    }
}
