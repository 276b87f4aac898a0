package dev.leat.capture.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SqlTest {
    @Test
    void quotesNames() {
        assertThat(Sql.identifier("users")).isEqualTo("\"users\"");
        assertThat(Sql.identifier("a\"; DROP TABLE t; --")).isEqualTo("\"a\"\"; DROP TABLE t; --\"");
        assertThat(Sql.identifier("ü\\'")).isEqualTo("\"ü\\'\"");
        assertThat(Sql.qualified("a.b", "c")).isEqualTo("\"a.b\".\"c\"");
        assertThat(Sql.identifiers(List.of("a", "b\""))).isEqualTo("\"a\", \"b\"\"\"");
    }

    @Test
    void quotesTexts() {
        assertThat(Sql.literal("it's")).isEqualTo("'it''s'");
        assertThat(Sql.literal("")).isEqualTo("''");
        assertThat(Sql.literal("\\'; --")).isEqualTo("E'\\\\''; --'");
        assertThat(Sql.replicationLiteral("\"p\\\" 'x'")).isEqualTo("'\"p\\\" ''x'''");
    }

    @Test
    void refusesWhatSqlCannotHold() {
        assertThatThrownBy(() -> Sql.identifier("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sql.literal("\0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sql.replicationLiteral("\0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sql.identifier("")).isInstanceOf(IllegalArgumentException.class);
    }
}
