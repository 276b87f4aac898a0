package dev.leat.capture.postgres.stream;

import static dev.leat.capture.postgres.pgoutput.Messages.begin;
import static dev.leat.capture.postgres.pgoutput.Messages.commit;
import static dev.leat.capture.postgres.pgoutput.Messages.insert;
import static dev.leat.capture.postgres.pgoutput.Messages.message;
import static dev.leat.capture.postgres.pgoutput.Messages.relation;
import static dev.leat.capture.postgres.pgoutput.Messages.truncate;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.pgoutput.LogicalMessages;
import dev.leat.capture.postgres.pgoutput.PgOutputDecoder;
import dev.leat.capture.postgres.pgoutput.RelationCache;
import dev.leat.capture.postgres.pgoutput.RelationMessage;
import dev.leat.capture.postgres.slot.LastCommit;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.ScriptedStream;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PostgresStreamTest {
    private static final long START = 1000;
    private static final int ITEMS = 1;
    private static final byte[] RELATION = relation(ITEMS, "items", 'd', "*id:23", "name:25");

    private final ScriptedStream server = new ScriptedStream(START);
    private final List<Position> stored = new ArrayList<>();
    private final List<LastCommit> storedCommits = new ArrayList<>();
    private PostgresStream stream = stream(new BatchLimits(4096, 4 << 20, Duration.ofMillis(20)));

    @AfterEach
    void close() {
        server.end();
        stream.close();
    }

    @Test
    void aBatchEndsAtTheLastCommitThatHasArrived() {
        transaction(2000, "1", "2");
        server.messages(3000, begin(3000, 0, 7), insert(ITEMS, "3", "x")).arrive();

        ChangeBatch whole = poll();
        ChangeBatch part = poll();

        assertThat(ids(whole)).containsExactly("1", "2");
        assertThat(whole.position()).isEqualTo(position(2010));
        assertThat(ids(part)).containsExactly("3");
        assertThat(part.position()).isNull();
    }

    /** P18, G22: before memory is taken for it */
    @Test
    void aRowThatIsTooLargeForTheHeapStopsWithItsTable() {
        int length = Math.toIntExact(Runtime.getRuntime().maxMemory() / 8 + 1);
        server.messages(3000, begin(3000, 5, 7), RELATION, insert(ITEMS, "1", "x"))
                .beginningOf(length, 3000, insert(ITEMS, "2", "x"))
                .arrive();

        assertThatThrownBy(() -> {
                    poll();
                    poll();
                })
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP))
                .hasMessageStartingWith("a row of public.items has " + length + " bytes, and with a heap of ")
                .hasMessageContaining("; start again with a larger one, such as LEAT_JAVA_OPTS=-Xmx");
    }

    @Test
    void theRestOfATransactionIsAnotherBatch() {
        server.messages(3000, begin(3000, 5, 7), RELATION, insert(ITEMS, "1", "x"))
                .arrive();
        ChangeBatch first = poll();
        server.messages(3000, insert(ITEMS, "2", "x"), commit(3000, 3010)).arrive();

        ChangeBatch second = poll();

        assertThat(first.position()).isNull();
        assertThat(ids(second)).containsExactly("2");
        assertThat(second.position()).isEqualTo(position(3010));
        ChangeCursor change = second.cursor();
        change.next();
        assertThat(change.ordinal()).isEqualTo(1);
        assertThat(change.sequence()).isEqualTo(3000);
        assertThat(change.transaction().id()).isEqualTo("7");
        assertThat(change.isLast()).isTrue();
    }

    /** Design 5.1: written in many batches and confirmed once, at its end. */
    @Test
    void aTransactionWithMoreChangesThanABatchIsCutInside() {
        stream = stream(new BatchLimits(3, 4 << 20, Duration.ZERO));
        transaction(2000, "1", "2", "3", "4", "5", "6", "7");
        server.arrive();

        List<ChangeBatch> batches = pollTo(2010);

        assertThat(batches)
                .extracting(PostgresStreamTest::ids)
                .containsExactly(List.of("1", "2", "3"), List.of("4", "5", "6"), List.of("7"));
        assertThat(batches.subList(0, 2)).extracting(ChangeBatch::position).containsOnlyNulls();
    }

    /** A message of no transaction ends a batch where its record ends; what was begun behind it comes once more. */
    @Test
    void aMessageOfNoTransactionIsAPlaceToConfirm() {
        transaction(2000, "1");
        server.messages(2100, alone(2100, "a"))
                .keepalive(2100)
                .messages(2200, alone(2200, "b"))
                .messages(3000, begin(3000, 0, 7), RELATION, insert(ITEMS, "2", "x"))
                .arrive();

        ChangeBatch whole = poll();
        ChangeBatch part = poll();
        server.messages(3010, commit(3000, 3010), alone(3100, "c")).arrive();
        ChangeBatch last = poll();

        assertThat(operations(whole)).containsExactly(Operation.INSERT, Operation.MESSAGE, Operation.MESSAGE);
        assertThat(ids(whole)).containsExactly("1", "a", "b");
        assertThat(whole.position()).isEqualTo(position(2200));
        assertThat(part.position()).isNull();
        assertThat(ids(last)).containsExactly("c");
        assertThat(last.position()).isEqualTo(position(3100));
        stream.confirm(position(2200));
        await().atMost(Duration.ofSeconds(10)).until(() -> server.confirmedLsn() == 2200);
    }

    private static byte[] alone(long lsn, String prefix) {
        return message('M').u8(0).i64(lsn).string(prefix).i32(0).bytes();
    }

    @Test
    void aCommitThatComesAloneIsProgress() {
        stream = stream(new BatchLimits(2, 4 << 20, Duration.ZERO));
        transaction(2000, "1", "2");
        server.arrive();

        List<ChangeBatch> batches = pollTo(2010);

        assertThat(batches).extracting(PostgresStreamTest::ids).containsExactly(List.of("1", "2"), List.of());
    }

    @Test
    void aBatchHoldsNoMoreBytesThanItMay() {
        stream = stream(new BatchLimits(4096, 1000, Duration.ZERO));
        String value = "x".repeat(400);
        server.messages(2000, begin(2000, 0, 7), RELATION);
        for (int id = 1; id <= 9; id++) {
            server.messages(2000, insert(ITEMS, Integer.toString(id), value));
        }
        server.messages(2000, commit(2000, 2010)).arrive();

        List<ChangeBatch> batches = pollTo(2010);

        assertThat(batches)
                .hasSizeGreaterThan(3)
                .allSatisfy(batch -> assertThat(batch.size()).isLessThanOrEqualTo(3));
        assertThat(batches.stream().flatMap(batch -> ids(batch).stream()))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    /** Design 3, S11: TRUNCATE is alone in its batch. */
    @Test
    void aTruncateIsAloneInItsBatch() {
        server.messages(
                        2000,
                        begin(2000, 0, 7),
                        RELATION,
                        insert(ITEMS, "1", "x"),
                        truncate(0, ITEMS),
                        insert(ITEMS, "2", "x"),
                        commit(2000, 2010))
                .arrive();

        List<ChangeBatch> batches = pollTo(2010);

        assertThat(batches)
                .extracting(PostgresStreamTest::operations)
                .containsExactly(List.of(Operation.INSERT), List.of(Operation.TRUNCATE), List.of(Operation.INSERT));
        assertThat(batches.get(1).position()).isNull();
    }

    @Test
    void aTruncateThatIsATransactionEndsItsBatchWithThePosition() {
        transaction(2000, "1");
        server.messages(3000, begin(3000, 0, 8), truncate(0, ITEMS), commit(3000, 3010));
        transaction(4000, "2");
        server.arrive();

        List<ChangeBatch> batches = pollTo(4010);

        assertThat(batches)
                .extracting(PostgresStreamTest::operations)
                .containsExactly(List.of(Operation.INSERT), List.of(Operation.TRUNCATE), List.of(Operation.INSERT));
        assertThat(batches)
                .extracting(ChangeBatch::position)
                .containsExactly(position(2010), position(3010), position(4010));
    }

    /** C2 */
    @Test
    void aKeepaliveBetweenTransactionsIsProgress() {
        server.keepalive(5000).arrive();

        ChangeBatch batch = poll();

        assertThat(batch.size()).isZero();
        assertThat(batch.position()).isEqualTo(position(5000));
    }

    @Test
    void aKeepaliveBehindATransactionCarriesItsBatchOn() {
        transaction(2000, "1");
        server.keepalive(5000).arrive();

        assertThat(poll().position()).isEqualTo(position(5000));
    }

    /** C2 */
    @Test
    void aKeepaliveInsideATransactionIsIgnored() {
        server.messages(2000, begin(2000, 0, 7), RELATION, insert(ITEMS, "1", "x"))
                .keepalive(5000)
                .arrive();
        ChangeBatch inside = poll();
        server.keepalive(6000).arrive();
        ChangeBatch nothing = poll();
        server.messages(2000, insert(ITEMS, "2", "x"), commit(2000, 2010)).arrive();

        assertThat(inside.position()).isNull();
        assertThat(ids(inside)).containsExactly("1");
        assertThat(nothing.size()).isZero();
        assertThat(nothing.position()).isNull();
        assertThat(poll().position()).isEqualTo(position(2010));
    }

    @Test
    void aKeepaliveBeforeTheStartSaysNothing() {
        server.keepalive(START - 10).arrive();

        assertThat(poll().position()).isNull();
    }

    /** On an idle server the start is the head, and nothing but such a keepalive comes. */
    @Test
    void aKeepaliveAtTheStartIsProgress() {
        server.keepalive(START).arrive();

        assertThat(poll().position()).isEqualTo(position(START));
    }

    @Test
    void nothingIsNothing() {
        ChangeBatch batch = poll();

        assertThat(batch.size()).isZero();
        assertThat(batch.position()).isNull();
    }

    /** What was decoded behind the last commit is decoded again, with the columns of its place. */
    @Test
    void columnsThatChangeBehindTheLastCommitChangeNothingBeforeIt() {
        transaction(2000, "1");
        server.messages(
                        3000,
                        begin(3000, 0, 8),
                        insert(ITEMS, "2", "x"),
                        relation(ITEMS, "items", 'd', "*id:23", "name:25", "note:25"),
                        insert(ITEMS, "3", "x", "y"))
                .arrive();

        poll();
        ChangeBatch behind = poll();
        ChangeBatch altered = poll();

        ChangeCursor change = behind.cursor();
        change.next();
        assertThat(behind.size()).isEqualTo(1);
        assertThat(change.schema().columnCount()).isEqualTo(2);
        change = altered.cursor();
        change.next();
        assertThat(change.schema().columnCount()).isEqualTo(3);
        assertThat(text(change.after(), 2)).isEqualTo("y");
    }

    /** A table that was altered and is not written is in no message. */
    @Test
    void tellsOfColumnsBehindThePlaceWhereTheCatalogHadThem() {
        transaction(2000, "1");
        server.arrive();
        TableSchema wider = wider();
        stream.announce(2000, 2500, List.of(wider));

        assertThat(poll().size()).as("the stream is not there yet").isEqualTo(1);
        assertThat(poll().schemaCount()).isZero();
        server.messages(3000, begin(3000, 0, 8), insert(ITEMS, "2", "x"), commit(3000, 3010))
                .arrive();
        ChangeBatch told = poll();

        assertThat(told.size()).isZero();
        assertThat(told.schemaCount()).isEqualTo(1);
        assertThat(told.schema(0)).isSameAs(wider);
        assertThat(told.position()).isNotNull();
        assertThat(poll().size()).as("what was committed behind it").isEqualTo(1);
        assertThat(poll().schemaCount()).as("once").isZero();
    }

    /** A pipeline that waits for this place would end before it has heard. */
    @Test
    void tellsOfColumnsTogetherWithThePlaceOnAQuietServer() {
        TableSchema wider = wider();
        stream.announce(2000, 2500, List.of(wider));
        server.keepalive(2600).arrive();

        ChangeBatch told = poll();

        assertThat(told.position()).isEqualTo(new Position(2600, "0/A28"));
        assertThat(told.schemaCount()).isEqualTo(1);
        assertThat(poll().schemaCount()).as("once").isZero();
    }

    /** The same of changes that end just there. */
    @Test
    void namesAPlaceBeforeTheColumnsThatFollowChanges() {
        stream.announce(2000, 2010, List.of(wider()));
        transaction(2000, "1");
        server.arrive();

        ChangeBatch changes = poll();
        ChangeBatch told = poll();

        assertThat(changes.size()).isEqualTo(1);
        assertThat(sequence(changes)).isGreaterThan(2000).isLessThan(2010);
        assertThat(told.schemaCount()).isEqualTo(1);
        assertThat(sequence(told)).isEqualTo(2010);
    }

    /** The same of changes that were committed behind it. */
    @Test
    void tellsOfColumnsBeforeTheChangesThatWereCommittedBehind() {
        stream.announce(2000, 2500, List.of(wider()));
        transaction(2000, "1");
        transaction(3000, "2");
        server.arrive();

        ChangeBatch before = poll();
        ChangeBatch told = poll();
        ChangeBatch behind = poll();

        assertThat(before.size()).isEqualTo(1);
        assertThat(sequence(before)).isEqualTo(2010);
        assertThat(told.size()).isZero();
        assertThat(told.schemaCount()).isEqualTo(1);
        assertThat(sequence(told)).isEqualTo(2010);
        assertThat(behind.size()).isEqualTo(1);
        assertThat(sequence(behind)).isEqualTo(3010);
    }

    /** Else a stream that is further behind than the time between two looks would never come to tell anything. */
    @Test
    void tellsFirstWhatItWasToldFirst() {
        TableSchema wider = wider();
        stream.announce(2000, 2500, List.of(wider));
        stream.announce(9000, 9500, List.of());
        server.keepalive(2600).arrive();

        assertThat(poll().schemaCount()).isEqualTo(1);
    }

    /** The catalog was read before the log had them. */
    @Test
    void tellsNothingOfATableThatTheLogHasNewerColumnsOf() {
        stream.announce(1000, 2010, List.of(wider()));
        transaction(2000, "1");
        server.arrive();

        assertThat(poll().size()).isEqualTo(1);

        assertThat(poll().schemaCount()).isZero();
    }

    private static long sequence(ChangeBatch batch) {
        return Objects.requireNonNull(batch.position()).sequence();
    }

    private static TableSchema wider() {
        Column id = new Column(
                "id",
                ColumnType.of(ColumnType.Kind.INT32),
                false,
                (bytes, offset, length, out) -> out.text(bytes, offset, length));
        return new TableSchema(new TableId("public", "items"), List.of(id), new int[] {0}, true);
    }

    /** The array is another one after it grew; rows that lie before the large one are still there. */
    @Test
    void rowsOutliveTheGrowthOfTheirBuffer() {
        String large = "y".repeat(3_000_000);
        transaction(2000, "1");
        server.messages(3000, begin(3000, 0, 8), insert(ITEMS, "2", "small"), insert(ITEMS, "3", large))
                .messages(3000, insert(ITEMS, "4", "small"), commit(3000, 3010))
                .arriveInPieces(70_000);

        List<ChangeBatch> batches = pollTo(3010);

        List<String> names = new ArrayList<>();
        batches.forEach(batch -> rows(batch).forEach(row -> names.add(text(row, 1))));
        assertThat(names).containsExactly("x", "small", large, "small");
    }

    @Test
    void aBatchKeepsItsBytesUntilItIsReleased() {
        String value = "v".repeat(20_000);
        List<ChangeBatch> held = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            large(2000 + 100L * round, value);
            held.addAll(pollTo(2010 + 100L * round));
        }

        assertThat(held)
                .allSatisfy(batch ->
                        rows(batch).forEach(row -> assertThat(text(row, 1)).isEqualTo(value)));
        assertThat(held.stream().mapToInt(ChangeBatch::size).sum()).isEqualTo(12 * 10);
    }

    @Test
    void aReleasedBatchLeavesItsBufferToALaterOne() {
        String value = "v".repeat(20_000);
        TreeSet<Integer> arrays = new TreeSet<>();
        int batchCount = 0;
        for (int round = 0; round < 12; round++) {
            large(2000 + 100L * round, value);
            for (ChangeBatch batch : pollTo(2010 + 100L * round)) {
                if (batch.size() > 0) {
                    batchCount++;
                    arrays.add(System.identityHashCode(batch.recycledBytes()));
                }
                batch.release();
            }
        }

        assertThat(batchCount).isEqualTo(12);
        assertThat(arrays).hasSizeLessThanOrEqualTo(3);
    }

    /** P18: a queue of small batches is as small as they are. */
    @Test
    void aSmallBatchKeepsItsOwnBytesOnly() {
        transaction(2000, "1");
        server.arrive();

        assertThat(poll().recycledBytes().length).isLessThan(1000);
    }

    @Test
    void whateverTheCutsEveryChangeComesOnceAndInOrder() {
        Random random = new Random(11);
        for (int round = 0; round < 60; round++) {
            stream.close();
            ScriptedStream source = new ScriptedStream(START);
            stream = stream(
                    source, new BatchLimits(1 + random.nextInt(40), 200 + random.nextInt(100_000), Duration.ZERO));
            List<String> sent = new ArrayList<>();
            List<Integer> commits = new ArrayList<>(List.of(0));
            long lsn = script(source, random, sent, commits);

            List<String> received = new ArrayList<>();
            for (ChangeBatch batch = poll(); ; batch = poll()) {
                received.addAll(ids(batch));
                Position end = batch.position();
                if (end != null) {
                    assertThat(commits).contains(received.size());
                }
                batch.release();
                if (end != null && end.sequence() == lsn) {
                    break;
                }
            }
            assertThat(received).isEqualTo(sent);
            source.end();
        }
    }

    private static long script(ScriptedStream source, Random random, List<String> sent, List<Integer> commits) {
        long lsn = START;
        int transactions = 1 + random.nextInt(30);
        for (int i = 0; i < transactions; i++) {
            lsn += 100;
            source.messages(lsn, begin(lsn, 0, i), RELATION);
            for (int row = random.nextInt(60); row > 0; row--) {
                String id = Integer.toString(sent.size());
                sent.add(id);
                source.messages(lsn, insert(ITEMS, id, "x".repeat(random.nextInt(3000))));
                if (random.nextInt(20) == 0) {
                    source.keepalive(lsn + 50);
                }
            }
            source.messages(lsn, commit(lsn, lsn + 10));
            commits.add(sent.size());
            if (random.nextInt(5) == 0) {
                source.keepalive(lsn + 20);
            }
        }
        source.keepalive(lsn + 90);
        source.arriveInPieces(1 + random.nextInt(20_000));
        return lsn + 90;
    }

    /** C3: a crash between the two leaves the server behind the cursor. */
    @Test
    void confirmsHereBeforeTheServerIsTold() {
        transaction(2000, "1");
        server.arrive();
        poll();

        stream.confirm(position(2010));

        assertThat(stored).containsExactly(position(2010));
        await().atMost(Duration.ofSeconds(10)).until(() -> server.confirmedLsn() == 2010);
    }

    /** G16: what tells this history from another one with the same positions */
    @Test
    void storesTheLastCommitBeforeWhatIsConfirmed() {
        server.keepalive(1500).arrive();
        poll();
        stream.confirm(position(1500));
        transaction(2000, "1");
        server.arrive();
        poll();
        transaction(3000, "2");
        server.arrive();
        poll();
        transaction(4000, "3");
        server.arrive();
        poll();
        server.keepalive(5000).arrive();
        poll();

        stream.confirm(position(2010));
        stream.confirm(position(4010));
        stream.confirm(position(5000));

        assertThat(storedCommits)
                .extracting(LastCommit::endLsn)
                .containsExactly(LastCommit.NONE.endLsn(), 2010L, 4010L, 4010L);
        assertThat(storedCommits.get(1).xid()).isEqualTo(7);
    }

    @Test
    void tellsTheServerNothingThatCouldNotBeStored() {
        transaction(2000, "1");
        server.arrive();
        PostgresStream failing = new PostgresStream(
                server.stream(),
                new PgOutputDecoder(new RelationCache(PostgresStreamTest::schema)),
                new BatchLimits(10, 1000, Duration.ZERO),
                new StreamStart(StreamStart.Kind.RESUMED, position(START)),
                (position, commit) -> {
                    throw new IllegalStateException("disk full");
                },
                "slot");
        failing.poll(Duration.ZERO);

        assertThatThrownBy(() -> failing.confirm(position(2010))).hasMessage("disk full");
        assertThat(server.stream().confirmedLsn()).isEqualTo(START);
    }

    @Test
    void aLostConnectionIsToBeTriedAgain() {
        server.end();

        assertThatThrownBy(this::poll)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONNECTION))
                .hasMessageContaining("slot leat_test");
    }

    @Test
    void whatCannotBeDecodedEndsThePipeline() {
        server.messages(2000, new byte[] {'?'}).arrive();

        assertThatThrownBy(this::poll)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.DECODE));
    }

    @Test
    void aReasonFromOutsideEndsItWithTheNextPoll() {
        CdcException gap = new CdcException(ErrorKind.GAP, "table public.items was dropped");

        stream.fail(gap);

        assertThatThrownBy(this::poll).isSameAs(gap);
    }

    @Test
    void aClosedStreamIsOver() {
        server.end();
        stream.close();
        stream.close();

        assertThatThrownBy(this::poll)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONNECTION));
    }

    /** Rows of {@code items} with these ids, in one transaction that ends 10 behind {@code lsn}. */
    private void transaction(long lsn, String... ids) {
        server.messages(lsn, begin(lsn, 0, 7), RELATION);
        for (String id : ids) {
            server.messages(lsn, insert(ITEMS, id, "x"));
        }
        server.messages(lsn + 10, commit(lsn, lsn + 10));
    }

    /** Ten large rows that arrive as one transaction. */
    private void large(long lsn, String value) {
        server.messages(lsn, begin(lsn, 0, 7), RELATION);
        for (int row = 0; row < 10; row++) {
            server.messages(lsn, insert(ITEMS, Integer.toString(row), value));
        }
        server.messages(lsn + 10, commit(lsn, lsn + 10)).arrive();
    }

    private PostgresStream stream(BatchLimits limits) {
        return stream(server, limits);
    }

    private PostgresStream stream(ScriptedStream source, BatchLimits limits) {
        return new PostgresStream(
                source.stream(),
                new PgOutputDecoder(
                        new RelationCache(PostgresStreamTest::schema),
                        new LogicalMessages(List.of("*"), List.of(), "UTF8")),
                limits,
                new StreamStart(StreamStart.Kind.RESUMED, position(START)),
                (position, commit) -> {
                    stored.add(position);
                    storedCommits.add(commit);
                },
                "slot leat_test");
    }

    private static TableSchema schema(RelationMessage relation) {
        TestTable table = TestTable.of(relation.table());
        for (RelationMessage.Column column : relation.columns()) {
            table = column.isKey()
                    ? table.key(column.name(), TestColumn.TEXT)
                    : table.column(column.name(), TestColumn.TEXT);
        }
        return table.schema();
    }

    private ChangeBatch poll() {
        return stream.poll(Duration.ZERO);
    }

    private List<ChangeBatch> pollTo(long lsn) {
        List<ChangeBatch> batches = new ArrayList<>();
        @Nullable Position end = null;
        while (end == null || end.sequence() != lsn) {
            ChangeBatch batch = poll();
            end = batch.position();
            if (batch.size() > 0 || end != null) {
                batches.add(batch);
            }
        }
        return batches;
    }

    private static List<String> ids(ChangeBatch batch) {
        return rows(batch).stream().map(row -> text(row, 0)).toList();
    }

    private static List<Row> rows(ChangeBatch batch) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            ChangeCursor change = batch.cursor();
            change.seek(i);
            rows.add(change.after());
        }
        return rows;
    }

    private static List<Operation> operations(ChangeBatch batch) {
        List<Operation> operations = new ArrayList<>();
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            operations.add(change.operation());
        }
        return operations;
    }

    private static String text(Row row, int column) {
        return new String(Objects.requireNonNull(row.bytes()), row.offset(column), row.length(column), UTF_8);
    }

    private static Position position(long lsn) {
        return new Position(lsn, Lsn.format(lsn));
    }
}
