package dev.leat.core.wiring;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.Revision;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.core.engine.decision.RowShape;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The columns that all rows of a table have in the sinks, one line a table: schema, name, the selection with the revision if
 * there is one ({@code selection:rewritten:removed}), and {@code id:name:type} of each column, with tabs between them and texts
 * encoded as in a URL. Belongs to one thread.
 */
final class SettledColumns {
    private static final String NAME = "columns";

    private final StateStore store;
    private Map<TableId, RowShape> last;

    /**
     * @throws CdcException SETUP when what is stored is damaged
     */
    SettledColumns(StateStore store) {
        this.store = store;
        this.last = store.read(NAME).map(SettledColumns::decode).orElse(Map.of());
    }

    Map<TableId, RowShape> read() {
        return last;
    }

    void write(Map<TableId, RowShape> settled) {
        String lines = new TreeMap<>(settled)
                .entrySet().stream()
                        .map(table -> encode(table.getKey(), table.getValue()))
                        .collect(Collectors.joining("\n"));
        store.write(NAME, lines.getBytes(StandardCharsets.UTF_8));
        last = Map.copyOf(settled);
    }

    private static String encode(TableId table, RowShape columns) {
        List<String> parts = new ArrayList<>(
                List.of(encode(table.schema()), encode(table.name()), encode(columns.selection(), columns.revision())));
        columns.fields()
                .forEach(field -> parts.add(field.id() + ":" + encode(field.name()) + ":" + encode(field.type())));
        return String.join("\t", parts);
    }

    private static Map<TableId, RowShape> decode(byte[] stored) {
        Map<TableId, RowShape> settled = new HashMap<>();
        String lines = new String(stored, StandardCharsets.UTF_8);
        try {
            for (String line : lines.isEmpty() ? new String[0] : lines.split("\n", -1)) {
                String[] parts = line.split("\t", -1);
                List<RowShape.Field> fields = new ArrayList<>();
                for (int i = 3; i < parts.length; i++) {
                    fields.add(field(parts[i].split(":", -1)));
                }
                String[] selection = parts[2].split(":", -1);
                settled.put(
                        new TableId(decode(parts[0]), decode(parts[1])),
                        new RowShape(Long.parseUnsignedLong(selection[0], 16), revision(selection), fields));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException unknown) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the state value " + NAME + " has a form that this program does not know; run the release that"
                            + " wrote it, or a later one",
                    unknown);
        }
        return settled;
    }

    private static String encode(long selection, Revision revision) {
        String text = Long.toHexString(selection);
        return revision.equals(Revision.NONE) ? text : text + ":" + revision.rewritten() + ":" + revision.removed();
    }

    private static Revision revision(String[] parts) {
        return parts.length == 1 ? Revision.NONE : new Revision(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    private static RowShape.Field field(String[] parts) {
        return new RowShape.Field(Integer.parseInt(parts[0]), decode(parts[1]), decode(parts[2]));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
