package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.sink.elasticsearch.ScriptedServer.Content;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// S2, W11
@Timeout(60)
class BulkSenderIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);
    private static final byte[][] FIRST = {Bulk.indexPrefix(new Generation("products-000001", 1, "uuid", Set.of()))};
    private static final int HIGHEST = ChangeBatch.READ_ORDINAL;

    private final ScriptedServer server = new ScriptedServer();
    private final Cluster cluster = new Cluster(server.endpoint(), 2);
    private final Channel channel = cluster.channel();
    private final Bulk bulk = new Bulk();
    private final Map<Integer, String> refused = new TreeMap<>();

    @AfterEach
    void close() {
        cluster.close();
        server.close();
    }

    @Test
    void sendsOnlyTheItemsAgainThatTheServerWasTooBusyFor() {
        add(1, 2, 3, 4);
        server.then(200, items("201", "429", "201", "503"))
                .then(200, items("429", "201"))
                .then(200, items("429"));

        send();

        assertThat(server.bodies()).extracting(BulkSenderIT::ids).containsExactly("1 2 3 4", "2 4", "2", "2");
        assertThat(refused).isEmpty();
    }

    @Test
    void sendsARequestAgainThatTheServerWasTooBusyFor() {
        add(1, 2);
        server.then(new Content(503, "{}", false, "0")).then(429, "busy").then(200, ScriptedServer.TAKEN);

        send();

        assertThat(server.bodies()).extracting(BulkSenderIT::ids).containsExactly("1 2", "1 2", "1 2");
    }

    @Test
    void leavesTheRestToTheEngineWhenTheServerStaysBusy() {
        add(1);
        server.always(body -> new Content(429, "{}"));

        assertFails(ErrorKind.CONNECTION);

        assertThat(server.bodies()).hasSize(Backoff.MAX_TRIES);
    }

    // S1
    @Test
    void takesANewerVersionForWritten() {
        add(1, 2);
        server.then(200, items("409", "201"));

        send();

        assertThat(server.bodies()).hasSize(1);
        assertThat(refused).isEmpty();
    }

    @Test
    void halvesWhatIsTooLarge() {
        add(1, 2, 3, 4, 5);
        int twoItems = 2 * bulk.end(0);
        server.always(body ->
                body.length() > twoItems ? new Content(413, "too large") : new Content(200, ScriptedServer.TAKEN));

        send();

        assertThat(taken(twoItems)).containsExactly("1 2", "3", "4 5");
        assertThat(refused).isEmpty();
    }

    @Test
    void refusesADocumentThatAloneIsTooLarge() {
        add(1, 2, 3);
        server.always(body -> ids(body).contains("2") ? new Content(413, "") : new Content(200, ScriptedServer.TAKEN));

        send();

        assertThat(refused).containsOnlyKeys(1);
        assertThat(refused.get(1)).contains("http.max_content_length");
    }

    // S12
    @Test
    void findsTheItemThatSpoilsTheWholeRequest() {
        add(1, 2, 3, 4, 5, 6, 7, 8);
        String malformed =
                "{\"error\":{\"type\":\"illegal_argument_exception\",\"reason\":\"bad 'canary'\"},\"status\":400}";
        server.always(
                body -> ids(body).contains("6") ? new Content(400, malformed) : new Content(200, ScriptedServer.TAKEN));

        send();

        assertThat(refused).isEqualTo(Map.of(5, "illegal_argument_exception: bad"));
        assertThat(server.bodies()).extracting(BulkSenderIT::ids).contains("1 2 3 4", "5", "7 8");
    }

    @Test
    void refusesAnItemWithTheServersReasonAndWithoutItsValues() {
        add(1, 2);
        server.then(
                200,
                "{\"errors\":true,\"items\":[{\"index\":{\"status\":201}},{\"index\":{\"status\":400,\"error\":{\"type\":"
                        + "\"document_parsing_exception\",\"reason\":\"failed to parse field [name] of type [boolean]"
                        + " in document with id '2'. Preview of field's value: 'canary'\"}}}]}");

        send();

        assertThat(refused)
                .isEqualTo(Map.of(1, "document_parsing_exception: failed to parse field [name] of type [boolean]"));
    }

    // S11
    @Test
    void tellsWhoHasToDoSomething() {
        assertFails(ErrorKind.TARGET_LOST, 200, items("404 index_not_found_exception"));
        assertFails(ErrorKind.TARGET_LOST, 200, items("400 invalid_index_name_exception"));
        assertFails(ErrorKind.CONNECTION, 200, items("403 cluster_block_exception"));
        assertFails(ErrorKind.CONNECTION, 200, items("400 index_closed_exception"));
        assertFails(ErrorKind.CONNECTION, 200, items("500 unknown"));
        assertFails(ErrorKind.SETUP, 200, items("403 security_exception"));
        assertFails(ErrorKind.SETUP, 401, "{}");
        assertFails(ErrorKind.SETUP, 403, "{}");
        assertFails(ErrorKind.CONNECTION, 500, "<html>");
        assertFails(ErrorKind.CONNECTION, 200, "<html>");
    }

    // E11, S11: Elasticsearch answers so when its disk is full; waiting does not help, somebody has to know
    @Test
    void saysAtOnceThatAnIndexIsBlockedThoughTheStatusIsABusyServers() {
        assertSaysHowToUnblock(200, items("201", "429 cluster_block_exception"));
        assertSaysHowToUnblock(429, "{\"error\":{\"type\":\"cluster_block_exception\"},\"status\":429}");
        assertThat(refused).isEmpty();
    }

    private void assertSaysHowToUnblock(int status, String body) {
        int before = server.bodies().size();
        bulk.clear(1 << 20);
        add(1, 2);
        server.then(status, body);
        assertThatThrownBy(this::send).isInstanceOfSatisfying(CdcException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
            assertThat(e.getMessage()).contains("free disk space", "index.blocks.read_only_allow_delete");
        });
        assertThat(server.bodies()).hasSize(before + 1);
    }

    // S10, E9
    @Test
    void takesNothingForWrittenWhenTheAnswerBreaksOff() {
        add(1);
        server.then(new Content(200, ScriptedServer.TAKEN, true, ""));

        assertFails(ErrorKind.CONNECTION);
    }

    // P4
    @Test
    void keepsTheOrderOfItemsThatShareAVersion() {
        addAt(1, 2_046);
        addAt(2, 5_000);
        addAt(1, 5_001);
        addAt(3, 10);
        server.then(200, items("429", "429", "201", "201"));

        send();

        assertThat(server.bodies()).extracting(BulkSenderIT::ids).containsExactly("1 2 1 3", "1 2 1");
    }

    @Test
    void closingFreesAWaitingRequest() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        server.always(body -> {
            asked.countDown();
            await(never);
            return new Content(200, ScriptedServer.TAKEN);
        });
        add(1);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(this::send);
        await(asked);

        channel.close();

        assertThatThrownBy(sending::get)
                .cause()
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION));
        never.countDown();
    }

    private void assertFails(ErrorKind kind, int status, String body) {
        bulk.clear(1 << 20);
        add(1);
        server.then(status, body);
        assertFails(kind);
    }

    private void assertFails(ErrorKind kind) {
        assertThatThrownBy(this::send)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    private void send() {
        new BulkSender(channel, new Backoff(() -> 0)).send(bulk, refused::put);
    }

    private void add(int... ids) {
        for (int id : ids) {
            addAt(id, 0);
        }
    }

    private void addAt(int id, int ordinal) {
        ChangeCursor change =
                Changes.transaction(8).insert(PRODUCTS, id, "tea").all().cursor();
        change.next();
        bulk.index(FIRST, change.after(), 0, Version.pack(1, 8, 8, ordinal), ordinal == HIGHEST);
    }

    private List<String> taken(int maxLength) {
        return server.bodies().stream()
                .filter(body -> body.length() <= maxLength)
                .map(BulkSenderIT::ids)
                .toList();
    }

    private static String ids(String body) {
        return Arrays.stream(body.split("\n", -1))
                .filter(line -> line.startsWith("{\"index\""))
                .map(line -> line.replaceAll(".*\"_id\":\"([^\"]*)\".*", "$1"))
                .collect(Collectors.joining(" "));
    }

    /** An answer with one item per status, with an error where there is a type or the status is above 299. */
    private static String items(String... statuses) {
        String items = Arrays.stream(statuses)
                .map(each -> {
                    int space = each.indexOf(' ');
                    String status = space < 0 ? each : each.substring(0, space);
                    String type = space < 0 ? "some_exception" : each.substring(space + 1);
                    boolean isTaken = status.startsWith("2");
                    return "{\"index\":{\"status\":" + status
                            + (isTaken ? "" : ",\"error\":{\"type\":\"" + type + "\",\"reason\":\"r\"}") + "}}";
                })
                .collect(Collectors.joining(","));
        return "{\"errors\":true,\"items\":[" + items + "]}";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
