package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateHashTest {
    private static final List<String> NAMES =
            List.of("a", "b", "a.b", "a/b", "a#b", "a:b", "a%2eb", "a b", "ä", "#term", "#marks", "");

    @Test
    void usesThePlainNamesThatTheDocumentationShows() {
        StateHash state = new StateHash("shop", "redis");
        TableId table = new TableId("public", "order_lines");

        assertThat(state.name()).isEqualTo("leat:shop:seeded");
        assertThat(text(state.table(table))).isEqualTo("redis/public.order_lines");
        assertThat(text(state.stamps(table, 3))).isEqualTo("leat:shop:redis:keys:public.order_lines:3");
        assertThat(text(state.marks(0))).isEqualTo("redis#marks/0");
        assertThat(text(state.term())).isEqualTo("redis#term");
    }

    @Test
    void noTwoThingsShareAName() {
        Set<ByteBuffer> fields = new HashSet<>();
        int count = 0;
        for (String sink : NAMES) {
            StateHash state = new StateHash("shop", sink);
            for (byte[] field : List.of(state.term(), state.owner(), state.marks(0), state.marks(1))) {
                fields.add(ByteBuffer.wrap(field));
                count++;
            }
            for (String schema : NAMES) {
                for (String name : NAMES) {
                    TableId table = new TableId(schema, name);
                    fields.add(ByteBuffer.wrap(state.table(table)));
                    fields.add(ByteBuffer.wrap(state.columns(table)));
                    fields.add(ByteBuffer.wrap(state.stamps(table, 1)));
                    count += 3;
                }
            }
        }
        assertThat(fields).hasSize(count);
    }

    @Test
    void connectionNamesHaveNoBlanks() {
        assertThat(new StateHash("shop", "my sink\n").prefix()).isEqualTo("leat:shop:my%20sink%0a:");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
