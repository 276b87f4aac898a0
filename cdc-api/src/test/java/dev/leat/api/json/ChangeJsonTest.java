package dev.leat.api.json;

import static dev.leat.api.Sample.UNCHANGED;
import static dev.leat.api.Sample.add;
import static dev.leat.api.Sample.begin;
import static dev.leat.api.Sample.commit;
import static dev.leat.api.Sample.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Position;
import dev.leat.api.Sample;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.MessageSchema;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChangeJsonTest {
    private static final TableSchema TABLE =
            Sample.table("products", List.of("price DECIMAL", "id INT64", "na\"me TEXT", "extra JSON"), 1);
    private static final String AT = "\"position\":\"0/64\",\"sequence\":18446744073709551614,\"ordinal\":";
    private static final String TX = ",\"tx\":\"742\",\"ts\":\"1970-01-01T00:00:01.000000Z\"}";

    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();

    @Test
    void writesEachKindOfChangeWithItsMembersInOrder() {
        begin(builder, -2, "742", "0/1");
        insert(builder, TABLE, "10.00", "7", "a\nb", "{\"k\":[1]}");
        update(BeforeImage.ABSENT, null, values(null, "7", UNCHANGED, UNCHANGED));
        update(BeforeImage.KEY, values(null, "7", null, null), values("1", "7", "c", null));
        update(BeforeImage.FULL, values("1", "7", "c", null), values("2", "7", "c", "true"));
        add(builder, Operation.DELETE, TABLE, BeforeImage.KEY, values(null, "7", null, null), null);
        add(builder, Operation.DELETE, TABLE, BeforeImage.FULL, values("2", "7", "c", null), null);
        add(builder, Operation.TRUNCATE, TABLE, BeforeImage.ABSENT, null, null);
        commit(builder, "0/64");

        assertThat(lines(builder.build(new Position(100, "0/64"))))
                .isEqualTo(start("insert")
                        + "\"key\":{\"id\":7},\"after\":{\"price\":10.00,\"id\":7,\"na\\\"me\":\"a\\nb\","
                        + "\"extra\":{\"k\":[1]}}," + AT + "0" + TX + "\n"
                        + start("update")
                        + "\"key\":{\"id\":7},\"after\":{\"price\":null,\"id\":7},"
                        + "\"unchanged\":[\"na\\\"me\",\"extra\"]," + AT + "1" + TX + "\n"
                        + start("update")
                        + "\"key\":{\"id\":7},\"after\":{\"price\":1,\"id\":7,\"na\\\"me\":\"c\",\"extra\":null}," + AT
                        + "2" + TX + "\n"
                        + start("update")
                        + "\"key\":{\"id\":7},\"before\":{\"price\":1,\"id\":7,\"na\\\"me\":\"c\",\"extra\":null},"
                        + "\"after\":{\"price\":2,\"id\":7,\"na\\\"me\":\"c\",\"extra\":true}," + AT + "3" + TX + "\n"
                        + start("delete") + "\"key\":{\"id\":7}," + AT + "4" + TX + "\n"
                        + start("delete")
                        + "\"key\":{\"id\":7},\"before\":{\"price\":2,\"id\":7,\"na\\\"me\":\"c\",\"extra\":null}," + AT
                        + "5" + TX + "\n"
                        + start("truncate") + AT + "6" + TX + "\n");
    }

    @Test
    void writesASnapshotRowWithoutATransaction() {
        begin(builder, 0, "", "");
        add(builder, Operation.READ, TABLE, BeforeImage.ABSENT, null, values("1", "7", null, null));
        commit(builder, "");
        ChangeBatch batch = builder.build(null);
        batch.stampRead(new Position(100, "0/64"));

        assertThat(lines(batch))
                .isEqualTo(start("read")
                        + "\"key\":{\"id\":7},\"after\":{\"price\":1,\"id\":7,\"na\\\"me\":null,\"extra\":null},"
                        + "\"position\":\"0/64\",\"sequence\":99,\"ordinal\":2147483647,"
                        + "\"ts\":\"1970-01-01T00:00:01.000000Z\"}\n");
    }

    @Test
    void writesAMessageWithItsPrefixAndContent() {
        begin(builder, -2, "742", "0/1");
        add(
                builder,
                Operation.MESSAGE,
                MessageSchema.TEXT,
                BeforeImage.ABSENT,
                null,
                values("or\"ders", "{\"a\":1}\n"));
        add(builder, Operation.MESSAGE, MessageSchema.BYTES, BeforeImage.ABSENT, null, values("blob", "\0?>"));
        commit(builder, "0/64");
        begin(builder, -2, "", "0/64"); // of no transaction
        add(builder, Operation.MESSAGE, MessageSchema.TEXT, BeforeImage.ABSENT, null, values("", ""));
        commit(builder, "0/64");
        insert(builder, TABLE, "1", "7", null, null);

        assertThat(lines(builder.build(null)).lines())
                .satisfiesExactly(
                        line -> assertThat(line + "\n")
                                .isEqualTo("{\"op\":\"message\",\"prefix\":\"or\\\"ders\","
                                        + "\"content\":\"{\\\"a\\\":1}\\n\"," + AT + "0" + TX + "\n"),
                        line -> assertThat(line + "\n")
                                .isEqualTo("{\"op\":\"message\",\"prefix\":\"blob\",\"content\":\"AD8+\"," + AT + "1"
                                        + TX + "\n"),
                        line -> assertThat(line)
                                .isEqualTo("{\"op\":\"message\",\"prefix\":\"\",\"content\":\"\"," + AT
                                        + "0,\"ts\":\"1970-01-01T00:00:01.000000Z\"}"),
                        line -> assertThat(line).startsWith(start("insert") + "\"key\":{\"id\":7},"));
    }

    @Test
    void writesTheKeyInTheOrderOfItsDefinition() {
        TableSchema table = Sample.table("t", List.of("a INT64", "b INT64"), 1, 0);
        begin(builder, 1, "7", "0/1");
        insert(builder, table, "1", "2");
        insert(builder, TABLE, "1", "7", null, null);
        insert(builder, table, "3", "4");

        assertThat(lines(builder.build(null)))
                .contains(
                        "\"table\":\"public.t\",\"key\":{\"b\":2,\"a\":1}",
                        "\"table\":\"public.products\",\"key\":{\"id\":7}",
                        "\"table\":\"public.t\",\"key\":{\"b\":4,\"a\":3}");
    }

    private void update(BeforeImage image, @Nullable String @Nullable [] before, @Nullable String[] after) {
        add(builder, Operation.UPDATE, TABLE, image, before, after);
    }

    private static String start(String operation) {
        return "{\"op\":\"" + operation + "\",\"table\":\"public.products\",";
    }

    private static @Nullable String[] values(@Nullable String... values) {
        return values;
    }

    private static String lines(ChangeBatch batch) {
        ChangeJson json = new ChangeJson();
        JsonBuffer out = new JsonBuffer(16);
        ChangeCursor cursor = batch.cursor();
        while (cursor.next()) {
            json.write(cursor, out);
            out.raw('\n');
        }
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }
}
