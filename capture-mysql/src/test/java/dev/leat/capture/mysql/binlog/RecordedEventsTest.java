package dev.leat.capture.mysql.binlog;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of the logs that servers wrote of every kind of statement; the statements stand beside the logs. */
final class RecordedEventsTest {
    private static final String DOCUMENTS = "jdocs";

    /** The changes of a log, those behind a refused event left out. */
    private static List<ChangeBatch> batches(RecordedLog log, List<String> refused) {
        List<ChangeBatch> batches = new ArrayList<>();
        try (Feed feed = new Feed(WireSchemas.recorded())) {
            for (byte[] event : log.events()) {
                try {
                    feed.event(event);
                } catch (CdcException e) {
                    refused.add(e.getMessage());
                    feed.forgetBatch();
                }
                batches.add(feed.batch());
            }
        }
        return batches;
    }

    private static List<String> changes(RecordedLog log, String table) {
        List<String> changes = new ArrayList<>();
        for (ChangeBatch batch : batches(log, new ArrayList<>())) {
            ChangeCursor change = batch.cursor();
            while (change.next()) {
                if (change.schema().table().equals(new TableId("t", table))) {
                    changes.add(text(change));
                }
            }
        }
        return changes;
    }

    private static String text(ChangeCursor change) {
        return change.operation().text()
                + (change.beforeImage() == BeforeImage.ABSENT
                        ? ""
                        : " " + change.beforeImage() + RowJson.text(change.before()))
                + (change.hasAfter() ? " " + RowJson.text(change.after()) : "");
    }

    /** M6: no value that was not logged reads as null, in whatever session the image was set. */
    @Test
    void readsFullMinimalAndNoblobImages() {
        assertThat(changes(RecordedLog.MYSQL_EVENTS, "k").subList(0, 16))
                .containsExactly(
                        "insert {\"a\":1,\"b\":\"x\",\"c\":10,\"d\":\"t\"}",
                        "insert {\"a\":2,\"b\":\"y\",\"c\":null,\"d\":\"u\"}",
                        "update FULL{\"a\":1,\"b\":\"x\",\"c\":10,\"d\":\"t\"} {\"a\":1,\"b\":\"x\",\"c\":11,\"d\":\"t\"}",
                        "delete FULL{\"a\":2,\"b\":\"y\",\"c\":null,\"d\":\"u\"}",
                        "insert {\"a\":2,\"b\":\"z\",\"c\":null,\"d\":\"u\"}",
                        "delete FULL{\"a\":1,\"b\":\"x\",\"c\":11,\"d\":\"t\"}",
                        // MINIMAL
                        "insert {\"a\":3,\"b\":\"m\"}",
                        "update KEY{\"a\":3,\"b\":\"m\"} {\"a\":3,\"b\":\"m\",\"c\":5}",
                        "delete KEY{\"a\":3,\"b\":\"m\"}",
                        "insert {\"a\":4,\"b\":\"m\"}",
                        "delete KEY{\"a\":4,\"b\":\"m\"}",
                        // NOBLOB
                        "insert {\"a\":5,\"b\":\"n\",\"c\":1,\"d\":\"blob\"}",
                        "update KEY{\"a\":5,\"b\":\"n\"} {\"a\":5,\"b\":\"n\",\"c\":6}",
                        "update KEY{\"a\":5,\"b\":\"n\"} {\"a\":5,\"b\":\"n\",\"c\":6,\"d\":\"other\"}",
                        "delete KEY{\"a\":5,\"b\":\"n\"}",
                        // compressed
                        "insert {\"a\":100,\"b\":\"zs\",\"c\":1,\"d\":\"" + "zstd ".repeat(2000) + "\"}");
    }

    @Test
    void readsTheRowsOfACompressedTransaction() {
        String text = "\"d\":\"" + "zstd ".repeat(2000) + "\"}";

        assertThat(changes(RecordedLog.MYSQL_EVENTS, "k").subList(15, 20))
                .containsExactly(
                        "insert {\"a\":100,\"b\":\"zs\",\"c\":1," + text,
                        "insert {\"a\":101,\"b\":\"zs\",\"c\":2,\"d\":\"q\"}",
                        "update FULL{\"a\":100,\"b\":\"zs\",\"c\":1," + text + " {\"a\":100,\"b\":\"zs\",\"c\":2,"
                                + text,
                        "update FULL{\"a\":101,\"b\":\"zs\",\"c\":2,\"d\":\"q\"} {\"a\":101,\"b\":\"zs\",\"c\":3,\"d\":\"q\"}",
                        "delete FULL{\"a\":101,\"b\":\"zs\",\"c\":3,\"d\":\"q\"}");
    }

    @Test
    void readsCompressedRowsOfMariaDb() {
        String text = "\"d\":\"" + "zlib ".repeat(2000) + "\"}";

        assertThat(changes(RecordedLog.MARIADB_EVENTS, "k").subList(12, 17))
                .containsExactly(
                        "insert {\"a\":100,\"b\":\"zl\",\"c\":1," + text,
                        "insert {\"a\":101,\"b\":\"zl\",\"c\":2,\"d\":\"q\"}",
                        "update FULL{\"a\":100,\"b\":\"zl\",\"c\":1," + text + " {\"a\":100,\"b\":\"zl\",\"c\":2,"
                                + text,
                        "update FULL{\"a\":101,\"b\":\"zl\",\"c\":2,\"d\":\"q\"} {\"a\":101,\"b\":\"zl\",\"c\":3,\"d\":\"q\"}",
                        "delete FULL{\"a\":101,\"b\":\"zl\",\"c\":3,\"d\":\"q\"}");
    }

    /** M6: each old document, which the server logs whole, is the one that the diffs before it made. */
    @Test
    void appliesDiffsToDocumentsUntilTheyAreTheServers() {
        Map<JsonNode, ObjectNode> rows = new LinkedHashMap<>();
        int compared = 0;

        for (ChangeBatch batch : batches(RecordedLog.MYSQL_EVENTS, new ArrayList<>())) {
            ChangeCursor change = batch.cursor();
            while (change.next()) {
                if (!change.schema().table().name().equals(DOCUMENTS)) {
                    continue;
                }
                if (change.beforeImage() == BeforeImage.FULL) {
                    ObjectNode before = RowJson.tree(change.before());
                    assertThat(before).isEqualTo(rows.remove(before.get("id")));
                    compared++;
                }
                if (change.operation() != Operation.DELETE) {
                    ObjectNode after = RowJson.tree(change.after());
                    rows.put(after.get("id"), after);
                }
            }
        }

        assertThat(compared).isGreaterThan(15);
        List<JsonNode> expected = RecordedLog.lines("mysql-9.7/documents.expected").stream()
                .map(line -> RowJson.JSON.readTree(line[1]))
                .toList();
        assertThat(rows.values()).containsExactlyInAnyOrderElementsOf(castToObjects(expected));
    }

    private static List<ObjectNode> castToObjects(List<JsonNode> nodes) {
        return nodes.stream().map(ObjectNode.class::cast).toList();
    }

    /** M6: a diff of a document that was not logged stops; the document in the target would stay as it was. */
    @Test
    void stopsAtADiffOfADocumentThatWasNotLogged() {
        List<String> refused = new ArrayList<>();

        batches(RecordedLog.MYSQL_EVENTS, refused);

        assertThat(refused)
                .hasSize(2)
                .allSatisfy(message -> assertThat(message)
                        .startsWith("column ")
                        .contains(" of t.jdocs was logged as a change to a document that was not logged")
                        .contains("binlog_row_image = FULL"));
    }

    /** M7, M9, M13: what is made of each transaction, and where positions are. */
    @Test
    void knowsTransactionsFencesAndStatements() {
        assertThat(outline(RecordedLog.MYSQL_EVENTS))
                .containsSubsequence(
                        "GTID FENCE", // CREATE TABLE
                        "GTID BEGIN CHANGE CHANGE CHANGE CHANGE COMMIT",
                        "GTID PAYLOAD BEGIN CHANGE CHANGE CHANGE CHANGE CHANGE COMMIT",
                        "GTID BEGIN FENCE CHANGE COMMIT", // CREATE TABLE ... SELECT
                        "GTID FENCE", // ALTER TABLE
                        "GTID BEGIN STATEMENT COMMIT", // INSERT
                        "GTID BEGIN STATEMENT STATEMENT STATEMENT COMMIT", // RAND(), a variable, UPDATE
                        "GTID BEGIN STATEMENT COMMIT", // MyISAM
                        "GTID XA_BEGIN CHANGE XA_PREPARED X'7831',X'6271',7",
                        "GTID XA_COMMITTED X'7831',X'6271',7",
                        "GTID XA_BEGIN CHANGE XA_PREPARED X'7832',X'',1",
                        "GTID XA_ROLLED_BACK X'7832',X'',1",
                        "GTID XA_BEGIN CHANGE XA_COMMITTED_AT_ONCE X'7833',X'',1",
                        "GTID BEGIN CHANGE COMMIT"); // tagged
        assertThat(outline(RecordedLog.MARIADB_EVENTS))
                .containsSubsequence(
                        "GTID FENCE",
                        "BEGIN CHANGE CHANGE CHANGE CHANGE COMMIT",
                        "GTID FENCE", // compressed
                        "BEGIN FENCE CHANGE COMMIT", // CREATE TABLE ... SELECT
                        "BEGIN STATEMENT COMMIT",
                        "BEGIN STATEMENT STATEMENT STATEMENT COMMIT",
                        "XA_BEGIN CHANGE XA_PREPARED X'7831',X'6271',7",
                        "GTID XA_COMMITTED X'7831',X'6271',7",
                        "XA_BEGIN CHANGE XA_PREPARED X'7832',X'',1",
                        "GTID XA_ROLLED_BACK X'7832',X'',1");
    }

    @Test
    void withholdsTheRowsThatCountLater() {
        assertThat(outline(RecordedLog.MYSQL_EVENTS, RowSelection.BUT_XA))
                .containsSubsequence(
                        "GTID BEGIN CHANGE CHANGE CHANGE CHANGE COMMIT",
                        "GTID XA_BEGIN WITHHELD WITHHELD XA_PREPARED X'7831',X'6271',7",
                        "GTID XA_COMMITTED X'7831',X'6271',7",
                        "GTID XA_BEGIN WITHHELD WITHHELD XA_COMMITTED_AT_ONCE X'7833',X'',1",
                        "GTID BEGIN CHANGE COMMIT"); // tagged
        assertThat(outline(RecordedLog.MARIADB_EVENTS, RowSelection.BUT_XA))
                .containsSubsequence(
                        "BEGIN CHANGE CHANGE CHANGE CHANGE COMMIT",
                        "XA_BEGIN WITHHELD WITHHELD XA_PREPARED X'7831',X'6271',7",
                        "GTID XA_COMMITTED X'7831',X'6271',7");
        for (RecordedLog log : RecordedLog.values()) {
            assertThat(String.join(" ", outline(log, RowSelection.NONE))).doesNotContain("CHANGE");
        }
    }

    private static List<String> outline(RecordedLog log) {
        return outline(log, RowSelection.ALL);
    }

    /** The answers of each transaction in a line. */
    private static List<String> outline(RecordedLog log, RowSelection wanted) {
        List<String> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        try (Feed feed = new Feed(WireSchemas.recorded(), wanted)) {
            for (byte[] event : log.events()) {
                List<Decoded> answers;
                try {
                    answers = List.copyOf(feed.event(event));
                } catch (CdcException e) {
                    feed.forgetBatch();
                    continue;
                }
                for (Decoded answer : answers) {
                    boolean begins = answer == Decoded.GTID
                            || ((answer == Decoded.BEGIN || answer == Decoded.XA_BEGIN)
                                    && feed.decoder.gtid().kind() == Gtid.Kind.MARIADB);
                    if (begins) {
                        lines.add(line.stream().collect(joining(" ")));
                        line.clear();
                    }
                    if (answer != Decoded.OTHER) {
                        boolean isXa = answer.name().startsWith("XA_") && answer != Decoded.XA_BEGIN;
                        line.add(isXa ? answer + " " + feed.decoder.xid() : answer.name());
                    }
                }
            }
        }
        lines.add(line.stream().collect(joining(" ")));
        return lines;
    }

    @Test
    void namesTransactionsAsTheServersDo() {
        List<String> mysql = gtids(RecordedLog.MYSQL_EVENTS);
        List<String> mariaDb = gtids(RecordedLog.MARIADB_EVENTS);

        String uuid = mysql.get(0).substring(0, 36);
        int first = Integer.parseInt(mysql.get(0).substring(37));
        assertThat(mysql)
                .startsWith(uuid + ":" + first, uuid + ":" + (first + 1), uuid + ":" + (first + 2))
                .containsSubsequence(
                        uuid + ":my_tag:1",
                        "3e11fa47-71ca-11e1-9e33-c80aa9429562:23",
                        "3e11fa47-71ca-11e1-9e33-c80aa9429562:24");
        assertThat(mariaDb).contains("5-7-1").first().asString().matches("0-7-\\d+");
    }

    private static List<String> gtids(RecordedLog log) {
        List<String> names = new ArrayList<>();
        try (Feed feed = new Feed(map -> null)) {
            for (byte[] event : log.events()) {
                List<Decoded> answers = feed.event(event);
                boolean named = answers.contains(Decoded.GTID)
                        || ((answers.contains(Decoded.BEGIN) || answers.contains(Decoded.XA_BEGIN))
                                && feed.decoder.gtid().kind() == Gtid.Kind.MARIADB);
                if (named) {
                    names.add(feed.decoder.gtid().toString());
                    assertThat(feed.decoder.gtid().commitMicros()).isGreaterThan(1_700_000_000_000_000L);
                }
            }
        }
        return names;
    }

    /** The place that every event tells of the next one is where it is: also of the events that tell none. */
    @Test
    void knowsWhereTheNextEventBegins() {
        for (RecordedLog log : RecordedLog.values()) {
            try (Feed feed = new Feed(map -> null)) {
                long position = 4;
                for (byte[] event : log.events()) {
                    boolean rotates = feed.event(event).contains(Decoded.ROTATE);
                    position += event.length;
                    assertThat(feed.decoder.position()).isEqualTo(rotates ? 4 : position);
                }
            }
        }
    }

    /** Rows of tables that are left out count, so that ordinals do not depend on the selection. */
    @Test
    void countsTheRowsOfTablesThatAreLeftOut() {
        Map<String, Integer> ordinals = new HashMap<>();
        WireSchemas schemas = WireSchemas.recorded();
        try (Feed feed = new Feed(map -> map.table().name().equals("k") ? schemas.resolve(map) : null)) {
            feed.events(RecordedLog.MARIADB_EVENTS.events());
            ChangeCursor change = feed.batch().cursor();
            while (change.next()) {
                assertThat(change.schema().table().name()).isEqualTo("k");
                ordinals.merge(change.transaction().id(), 1, Integer::sum);
            }
        }
        assertThat(ordinals.values()).contains(101);
    }

    /** Tables of MariaDB's old format do not say how long their times are: one that is left out must not stop the others. */
    @Test
    void passesRowsThatOnlyTheirCatalogTellsHowToRead() {
        try (Feed feed = new Feed(map -> null)) {
            feed.events(RecordedLog.MARIADB_EVENTS.events());
            assertThat(feed.decoder.gtid().toString()).startsWith("0-7-");
        }
        List<String> refused = new ArrayList<>();
        batches(RecordedLog.MARIADB_EVENTS, refused);
        assertThat(refused).singleElement().asString().contains("column value");
        assertThat(changes(RecordedLog.MARIADB_EVENTS, "old_temporal"))
                .containsExactly(
                        "insert {\"id\":1,\"t0\":\"-838:59:59\",\"dt0\":\"9999-12-31T23:59:59\",\"ts0\":\"2038-01-19T03:14:07Z\"}",
                        "insert {\"id\":2,\"t0\":\"00:00:01\",\"dt0\":\"1000-01-01T00:00:00\",\"ts0\":\"1970-01-01T00:00:01Z\"}",
                        "insert {\"id\":3,\"t0\":null,\"dt0\":null,\"ts0\":null}");
    }

    @Test
    void readsALogWithoutChecksums() {
        assertThat(changes(RecordedLog.MYSQL_WITHOUT_CHECKSUMS, "k"))
                .containsExactly("insert {\"a\":700,\"b\":\"nc\",\"c\":1,\"d\":\"no checksum\"}");
    }

    /** M17: one bit that is wrong is noticed, wherever it is. */
    @Test
    void noticesADamagedEvent() {
        List<byte[]> events = RecordedLog.MYSQL_EVENTS.events().subList(0, 30);
        for (int damaged = 1; damaged < events.size(); damaged++) {
            byte[] event = events.get(damaged).clone();
            event[event.length / 2] ^= 0x10;
            try (Feed feed = new Feed(map -> null)) {
                feed.events(events.subList(0, damaged));
                assertThatThrownBy(() -> feed.event(event)).hasMessageContaining("checksum");
            }
        }
    }

    @Test
    void readsTheKeyThatTheLogNames() {
        List<String> keys = new ArrayList<>();
        try (Feed feed = new Feed(map -> {
            keys.add(map.table() + " " + map.key() + map.keyPrefixes() + " "
                    + map.columns().stream()
                            .map(column -> column.name() + (column.visible() ? "" : "(invisible)"))
                            .collect(joining(",")));
            return null;
        })) {
            feed.events(RecordedLog.MYSQL_EVENTS.events());
        }
        assertThat(keys)
                .contains(
                        "t.k [1, 0][0, 0] a,b,c,d",
                        "t.pk_prefix [1, 0][0, 5] t,n",
                        "t.nokey [][] a,j",
                        "t.gipk [0][0] my_row_id(invisible),a,b(invisible)",
                        "other.k [0][0] id");
    }
}
