package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ChangeCursor;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BulkTest {
    private static final TestTable PRODUCTS = TestTable.of("products")
            .key("id", TestColumn.TEXT)
            .column("name", TestColumn.TEXT)
            .column("price", TestColumn.INT)
            .column("tags", TestColumn.TEXT_ARRAY)
            .column("raw", TestColumn.JSON);
    private static final Generation FIRST = new Generation("products-000001", 1, "uuid", Set.of());
    private static final Generation SECOND = new Generation("products-000002", 2, "uuid", Set.of());

    private final Bulk bulk = new Bulk();

    @Test
    void writesOneLinePerActionAndOnePerDocument() {
        ChangeCursor change = Changes.transaction(8)
                .insert(PRODUCTS, "7", "say \"tea\"\n", 3, null, "{\"a\":[1]}")
                .delete(PRODUCTS, "a:b\\")
                .all()
                .cursor();
        change.next();
        index(change, FIRST);
        change.next();
        bulk.delete(new byte[][] {Bulk.deletePrefix(FIRST)}, change.before(), change.index(), 43);

        assertThat(body(0, 2)).isEqualTo("""
                        {"index":{"_index":"Leat-products-000001","require_alias":true,"version_type":"external_gte","_id":"7","version":42}}
                        {"id":"7","name":"say \\"tea\\"\\n","price":3,"tags":null,"raw":{"a":[1]}}
                        {"delete":{"_index":"Leat-products-000001","require_alias":true,"version_type":"external_gte","_id":"a\\\\:b\\\\\\\\","version":43}}
                        """);
        assertThat(bulk.byteCount()).isEqualTo(bulk.end(1));
    }

    // X5
    @Test
    void writesARowToEveryGeneration() {
        ChangeCursor change = Changes.transaction(8)
                .insert(PRODUCTS, "7", "tea", 3, null, null)
                .all()
                .cursor();
        change.next();

        index(change, FIRST, SECOND);

        assertThat(bulk.count()).isEqualTo(2);
        assertThat(body(1, 2)).isEqualTo(body(0, 1).replace("000001", "000002"));
        assertThat(bulk.change(1)).isZero();
    }

    // W13
    @Test
    void hashesIdsThatTheTargetDoesNotTake() {
        assertThat(id("x".repeat(512))).isEqualTo("x".repeat(512));
        assertThat(id("é".repeat(257))).isEqualTo("~2zPEzp6KclYsjySqZ7erur24SEJujd__TuCPauBNGxc");
        assertThat(id("")).isEqualTo("~47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
        assertThat(id("x".repeat(513))).hasSize(44).isNotEqualTo(id("x".repeat(514)));
    }

    // P8
    @Test
    void refusesARowThatIsNotWhole() {
        ChangeCursor change = Changes.transaction(8)
                .update(PRODUCTS, "7", Changes.UNCHANGED, 3, null, null)
                .all()
                .cursor();
        change.next();

        assertThat(bulk.index(new byte[][] {Bulk.indexPrefix(FIRST)}, change.after(), 0, 42, false))
                .isFalse();
    }

    private String id(String key) {
        bulk.clear(1 << 20);
        ChangeCursor change = Changes.transaction(8).delete(PRODUCTS, key).all().cursor();
        change.next();
        bulk.delete(new byte[][] {Bulk.deletePrefix(FIRST)}, change.before(), 0, 1);
        String line = body(0, 1);
        String from = "\"_id\":\"";
        return line.substring(line.indexOf(from) + from.length(), line.indexOf("\",\"version\":"));
    }

    private void index(ChangeCursor change, Generation... generations) {
        byte[][] prefixes = new byte[generations.length][];
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] = Bulk.indexPrefix(generations[i]);
        }
        assertThat(bulk.index(prefixes, change.after(), change.index(), 42, false))
                .isTrue();
    }

    private String body(int from, int to) {
        return new String(bulk.bytes(), bulk.start(from), bulk.end(to - 1) - bulk.start(from), UTF_8);
    }
}
