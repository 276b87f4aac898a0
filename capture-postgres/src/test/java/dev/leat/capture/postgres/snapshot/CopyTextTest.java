package dev.leat.capture.postgres.snapshot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.DecodeException;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CopyTextTest {
    private static final TestTable TWO =
            TestTable.of("t").key("id", TestColumn.TEXT).column("name", TestColumn.TEXT);
    private static final TestTable ONE = TestTable.of("t").key("id", TestColumn.TEXT);

    private final CopyText copyText = new CopyText();

    @Test
    void splitsALineAtItsTabs() {
        assertThat(read(TWO, "1\tx y\n")).containsExactly("1", "x y");
        assertThat(read(TWO, "1\t\n")).containsExactly("1", "");
        assertThat(read(TWO, "\t\n")).containsExactly("", "");
    }

    @Test
    void readsALineWithoutItsLineFeed() {
        assertThat(read(TWO, "1\tx")).containsExactly("1", "x");
        assertThat(read(ONE, "")).containsExactly("");
    }

    @Test
    void tellsNullFromItsText() {
        assertThat(read(TWO, "1\t\\N\n")).containsExactly("1", null);
        assertThat(read(TWO, "1\t\\\\N\n")).containsExactly("1", "\\N");
        assertThat(read(TWO, "1\tN\n")).containsExactly("1", "N");
    }

    @Test
    void undoesEveryEscape() {
        assertThat(read(TWO, "\\b\\f\\n\\r\\t\\v\t\\\\\\\\x\\\\.\n")).containsExactly("\b\f\n\r\t\u000B", "\\\\x\\.");
    }

    @Test
    void keepsBytesThatAreNotAscii() {
        assertThat(read(TWO, "é\t漢\uD83D\uDE00\\t\n")).containsExactly("é", "漢\uD83D\uDE00\t");
    }

    @Test
    void readsValuesLongerThanItsBuffer() {
        String tabs = "\\t".repeat(5000);

        assertThat(read(TWO, tabs + "\t" + "x".repeat(5000) + "\\\\\n"))
                .containsExactly("\t".repeat(5000), "x".repeat(5000) + "\\");
    }

    @Test
    void makesReadChangesOfOneBatch() {
        ChangeBatchBuilder builder = builder();
        copyText.addRow("1\ta\n".getBytes(UTF_8), 0, TWO.schema(), builder);
        copyText.addRow("2\t\\N\n".getBytes(UTF_8), 0, TWO.schema(), builder);

        ChangeCursor change = builder.build(null).cursor();

        change.next();
        assertThat(change.operation()).isEqualTo(Operation.READ);
        assertThat(change.ordinal()).isEqualTo(ChangeBatch.READ_ORDINAL);
        assertThat(values(change.after())).containsExactly("1", "a");
        change.next();
        assertThat(values(change.after())).containsExactly("2", null);
        assertThat(change.next()).isFalse();
    }

    @Test
    void refusesRowsWithTooFewOrTooManyValues() {
        assertThatThrownBy(() -> read(TWO, "1\n"))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("public.t")
                .hasMessageContaining("expected 2 values, found 1");
        assertThatThrownBy(() -> read(TWO, "1\tx\t\n")).hasMessageContaining("expected 2 values, found more");
        assertThatThrownBy(() -> read(ONE, "1\t2\n")).hasMessageContaining("expected 1 values, found more");
        assertThatThrownBy(() -> read(TWO, "")).hasMessageContaining("expected 2 values, found 1");
    }

    @Test
    void refusesEscapesThatTheServerDoesNotWrite() {
        assertThatThrownBy(() -> read(TWO, "1\t\\x41\n")).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> read(TWO, "1\ta\\\n")).hasMessageContaining("ends in a backslash");
        assertThatThrownBy(() -> read(TWO, "1\ta\\Nb\n")).isInstanceOf(DecodeException.class);
    }

    /** A line cut short has a value less, or is a shorter value, or ends within an escape; nothing else comes out. */
    @Test
    void cutLinesAreShorterOrRefused() {
        byte[] line = "12\ta\\tb\\\\".getBytes(UTF_8);
        for (int length = 0; length < line.length; length++) {
            byte[] cut = Arrays.copyOf(line, length);
            try {
                assertThat(read(TWO, cut)).hasSize(2);
            } catch (DecodeException expected) {
                assertThat(expected).hasMessageMatching(".*(expected|backslash).*");
            }
        }
    }

    @Test
    void readsBackWhateverTheServerWrites() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            List<@Nullable String> values = new ArrayList<>();
            for (int column = 0; column < 2; column++) {
                byte[] bytes = new byte[random.nextInt(12)];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte)
                            (random.nextBoolean()
                                    ? "\b\f\n\r\t\u000B\\N".charAt(random.nextInt(8))
                                    : random.nextInt(256));
                }
                values.add(column == 1 && random.nextInt(5) == 0 ? null : new String(bytes, ISO_8859_1));
            }

            assertThat(read(TWO, written(values))).isEqualTo(values);
        }
    }

    /** As CopyAttributeOutText writes, in one byte per character. */
    private static byte[] written(List<@Nullable String> values) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                line.write('\t');
            }
            String value = values.get(i);
            for (char c : (value == null ? "\u0000" : value).toCharArray()) {
                String escaped = switch (c) {
                    case '\b' -> "\\b";
                    case '\f' -> "\\f";
                    case '\n' -> "\\n";
                    case '\r' -> "\\r";
                    case '\t' -> "\\t";
                    case '\u000B' -> "\\v";
                    case '\\' -> "\\\\";
                    default -> value == null ? "\\N" : String.valueOf(c);
                };
                line.writeBytes(escaped.getBytes(ISO_8859_1));
            }
        }
        line.write('\n');
        return line.toByteArray();
    }

    private List<@Nullable String> read(TestTable table, String line) {
        ChangeCursor change = readLine(table, line.getBytes(UTF_8));
        return values(change.after(), UTF_8);
    }

    private List<@Nullable String> read(TestTable table, byte[] line) {
        return values(readLine(table, line).after(), ISO_8859_1);
    }

    private ChangeCursor readLine(TestTable table, byte[] line) {
        ChangeBatchBuilder builder = builder();
        copyText.addRow(line, 0, table.schema(), builder);
        ChangeCursor change = builder.build(null).cursor();
        change.next();
        return change;
    }

    private static ChangeBatchBuilder builder() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.begin(0, 0, new byte[0], 0, new byte[0], 0);
        return builder;
    }

    private static List<@Nullable String> values(Row row) {
        return values(row, UTF_8);
    }

    private static List<@Nullable String> values(Row row, Charset charset) {
        List<@Nullable String> values = new ArrayList<>();
        for (int column = 0; column < row.schema().columnCount(); column++) {
            values.add(
                    row.isNull(column)
                            ? null
                            : new String(row.bytes(), row.offset(column), row.length(column), charset));
        }
        return values;
    }
}
