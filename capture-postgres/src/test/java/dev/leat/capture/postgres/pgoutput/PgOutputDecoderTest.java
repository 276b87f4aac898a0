package dev.leat.capture.postgres.pgoutput;

import static dev.leat.capture.postgres.pgoutput.Messages.begin;
import static dev.leat.capture.postgres.pgoutput.Messages.commit;
import static dev.leat.capture.postgres.pgoutput.Messages.insert;
import static dev.leat.capture.postgres.pgoutput.Messages.message;
import static dev.leat.capture.postgres.pgoutput.Messages.relation;
import static dev.leat.capture.postgres.pgoutput.Messages.truncate;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.change.Transaction;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.value.WireSchemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PgOutputDecoderTest {
    private static final int INT8 = 20;
    private static final int T = 16_384;
    private static final byte[] BEGIN = begin(0x16B3700, 0, 742);
    private static final byte[] COMMIT = commit(0x16B3700, 0x16B3748);
    private static final byte[] T_BY_KEY = relation(T, "t", 'd', "*id:" + INT8, "v:25");
    private static final byte[] T_FULL = relation(T, "t", 'f', "*id:" + INT8, "*v:25");

    private final WireSchemas wireSchemas = new WireSchemas(new TypeResolver(oid -> Optional.empty()));
    private final List<RelationMessage> resolved = new ArrayList<>();
    private SchemaResolver resolver = wireSchemas;
    private final PgOutputDecoder decoder = new PgOutputDecoder(new RelationCache(relation -> {
        resolved.add(relation);
        return resolver.resolve(relation);
    }));
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private byte[] buffer = new byte[0];

    // ---- each message, byte by byte

    @Test
    void beginGivesTheSequenceTheCommitTimeAndTheXid() {
        // 'B', final LSN 16/B374D848, 2026-11-20T17:28:51.123456Z since 2000, xid 4294967295
        assertThat(decodeHex("42 00000016B374D848 000303F91FED5E40 FFFFFFFF")).isEqualTo(Decoded.BEGIN);

        assertThat(decoder.sequence()).isEqualTo(0x16_B374D848L);
        assertThat(decoder.xid()).isEqualTo(-1);
        decode(relation(T, "t", 'd', "*id:20"));
        decode(insert(T, "7"));
        ChangeCursor change = only(builder.build(null));
        assertThat(change.sequence()).isEqualTo(0x16_B374D848L);
        assertThat(change.transaction()).isEqualTo(new Transaction("4294967295", 0x16_B374D848L));
        assertThat(change.commitMicros()).isEqualTo(0x000303F91FED5E40L + 946_684_800_000_000L);
        assertThat(position(change)).isEqualTo("16/B374D848");
    }

    /** C5: the sequence is the start of the commit record, the position its end. */
    @Test
    void commitGivesTheEndAsPosition() {
        decode(begin(0x16B3700, 0, 742));
        decode(T_BY_KEY);
        decode(insert(T, "7", "x"));

        // 'C', flags, commit LSN 0/16B3700, end LSN 0/16B3748, time
        assertThat(decodeHex("43 00 00000000016B3700 00000000016B3748 0002F9C1C4F5A240"))
                .isEqualTo(Decoded.COMMIT);

        assertThat(decoder.commitEndLsn()).isEqualTo(0x16B3748);
        assertThat(builder.inTransaction()).isFalse();
        ChangeCursor change = only(builder.build(null));
        assertThat(change.isLast()).isTrue();
        assertThat(change.sequence()).isEqualTo(0x16B3700);
        assertThat(position(change)).isEqualTo("0/16B3748");
    }

    @Test
    void relationGivesTheColumnsAsTheServerNamesThem() {
        // 'R', OID 4026531840, "s", "t", 'f', 2 columns: key, "a", 23, -1; "b", 1043, 24
        assertThat(decodeHex("52 F0000000 7300 7400 66 0002 01 6100 00000017 FFFFFFFF 00 6200 00000413 00000018"))
                .isEqualTo(Decoded.RELATION);

        assertThat(resolved)
                .containsExactly(new RelationMessage(
                        0xF0000000,
                        "s",
                        "t",
                        ReplicaIdentity.FULL,
                        List.of(
                                new RelationMessage.Column("a", 23, -1, true),
                                new RelationMessage.Column("b", 1043, 24, false))));
    }

    @Test
    void anEmptyNamespaceIsTheCatalogs() {
        decodeHex("52 00000001 00 7400 64 0000");

        assertThat(resolved.get(0).schema()).isEqualTo("pg_catalog");
    }

    @Test
    void insertPointsIntoTheBuffer() {
        decode(BEGIN);
        decode(relation(T, "t", 'd', "*id:20", "v:25", "w:25"));

        // 'I', OID, 'N', 3 columns: 't' "42", 'n', 't' ""
        assertThat(decodeHex("49 00004000 4E 0003 74 00000002 3432 6E 74 00000000"))
                .isEqualTo(Decoded.CHANGE);

        ChangeCursor change = only(builder.build(null));
        assertThat(change.operation()).isEqualTo(Operation.INSERT);
        assertThat(change.beforeImage()).isEqualTo(BeforeImage.ABSENT);
        Row row = change.after();
        assertThat(row.bytes()).isSameAs(buffer);
        assertThat(row.longValue(0)).isEqualTo(42);
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.length(2)).isZero();
    }

    /** G8: an unchanged TOAST value is not a null. */
    @Test
    void updateTellsUnchangedFromNull() {
        decode(BEGIN);
        decode(relation(T, "t", 'd', "*id:20", "v:25", "w:25"));

        // 'U', OID, 'N', 3 columns: 't' "1", 'u', 'n'
        decodeHex("55 00004000 4E 0003 74 00000001 31 75 6E");

        ChangeCursor change = only(builder.build(null));
        assertThat(change.operation()).isEqualTo(Operation.UPDATE);
        assertThat(change.beforeImage()).isEqualTo(BeforeImage.ABSENT);
        assertThat(change.after().isUnchanged(1)).isTrue();
        assertThat(change.after().isNull(1)).isFalse();
        assertThat(change.after().isNull(2)).isTrue();
    }

    /** G10: the old key arrives with 'K', its other columns as nulls that mean nothing. */
    @Test
    void anUpdateThatMovesTheKeyIsADeleteAndAnInsert() {
        decode(BEGIN);
        decode(T_BY_KEY);

        // 'U', OID, 'K', 2 columns: 't' "1", 'n'; 'N', 2 columns: 't' "2", 't' "x"
        decodeHex("55 00004000 4B 0002 74 00000001 31 6E 4E 0002 74 00000001 32 74 00000001 78");

        ChangeCursor change = builder.build(null).cursor();
        assertThat(change.next()).isTrue();
        assertThat(change.operation()).isEqualTo(Operation.DELETE);
        assertThat(change.ordinal()).isZero();
        assertThat(change.key().longValue(0)).isEqualTo(1);
        assertThat(change.before().isUnchanged(1)).isTrue();
        assertThat(change.next()).isTrue();
        assertThat(change.operation()).isEqualTo(Operation.INSERT);
        assertThat(change.ordinal()).isEqualTo(1);
        assertThat(change.key().longValue(0)).isEqualTo(2);
        assertThat(text(change.after(), 1)).isEqualTo("x");
    }

    /** G8 */
    @Test
    void aFullOldRowFillsUnchangedValues() {
        decode(BEGIN);
        decode(T_FULL);

        // 'U', OID, 'O', 2 columns: 't' "1", 't' "old"; 'N', 2 columns: 't' "1", 'u'
        decodeHex("55 00004000 4F 0002 74 00000001 31 74 00000003 6F6C64 4E 0002 74 00000001 31 75");

        ChangeCursor change = only(builder.build(null));
        assertThat(change.beforeImage()).isEqualTo(BeforeImage.FULL);
        assertThat(text(change.before(), 1)).isEqualTo("old");
        assertThat(text(change.after(), 1)).isEqualTo("old");
    }

    @Test
    void deleteCarriesTheOldKey() {
        decode(BEGIN);
        decode(T_BY_KEY);

        // 'D', OID, 'K', 2 columns: 't' "1", 'n'
        decodeHex("44 00004000 4B 0002 74 00000001 31 6E");

        ChangeCursor change = only(builder.build(null));
        assertThat(change.operation()).isEqualTo(Operation.DELETE);
        assertThat(change.hasAfter()).isFalse();
        assertThat(change.beforeImage()).isEqualTo(BeforeImage.KEY);
        assertThat(change.before().longValue(0)).isEqualTo(1);
        assertThat(change.before().isUnchanged(1)).isTrue();
    }

    @Test
    void deleteCarriesTheOldRow() {
        decode(BEGIN);
        decode(T_FULL);

        // 'D', OID, 'O', 2 columns: 't' "1", 'n'
        decodeHex("44 00004000 4F 0002 74 00000001 31 6E");

        ChangeCursor change = only(builder.build(null));
        assertThat(change.beforeImage()).isEqualTo(BeforeImage.FULL);
        assertThat(change.before().isNull(1)).isTrue();
    }

    @Test
    void truncateNamesEveryTable() {
        decode(BEGIN);
        decode(relation(1, "a", 'd', "*id:20"));
        decode(relation(2, "b", 'd', "*id:20"));

        // 'T', 2 relations, CASCADE and RESTART IDENTITY, OIDs 1 and 2
        assertThat(decodeHex("54 00000002 03 00000001 00000002")).isEqualTo(Decoded.CHANGE);

        ChangeBatch batch = builder.build(null);
        assertThat(batch.isTruncate()).isTrue();
        ChangeCursor change = batch.cursor();
        assertThat(change.next()).isTrue();
        assertThat(change.schema().table()).isEqualTo(new TableId("public", "a"));
        assertThat(change.next()).isTrue();
        assertThat(change.schema().table()).isEqualTo(new TableId("public", "b"));
        assertThat(change.ordinal()).isEqualTo(1);
        assertThat(change.next()).isFalse();
    }

    @Test
    void typesOriginsAndLogicalMessagesAreSteppedOver() {
        // 'M' outside a transaction: flags 0, LSN, "p", 2 bytes
        assertThat(decodeHex("4D 00 00000000016B3700 7000 00000002 FFFE")).isEqualTo(Decoded.OTHER);
        decode(BEGIN);
        // 'O', LSN, "o"
        assertThat(decodeHex("4F 00000000016B3700 6F00")).isEqualTo(Decoded.OTHER);
        // 'Y', OID, "public", "mood"
        assertThat(decodeHex("59 00004001 7075626C696300 6D6F6F6400")).isEqualTo(Decoded.OTHER);
        // 'M' inside: flags 1, LSN, empty prefix, no content
        assertThat(decodeHex("4D 01 00000000016B3700 00 00000000")).isEqualTo(Decoded.OTHER);

        assertThat(builder.size()).isZero();
        assertThat(builder.inTransaction()).isTrue();
    }

    /** G7: version 18 sends it for a subtransaction although streaming is off. */
    @Test
    void aStrayStreamAbortChangesNothing() {
        decode(BEGIN);
        decode(T_BY_KEY);
        decode(insert(T, "1", "x"));

        // 'A', xid, subxid
        assertThat(decodeHex("41 000002E6 000002E7")).isEqualTo(Decoded.OTHER);

        decode(insert(T, "2", "y"));
        decode(commit(0x16B3700, 0x16B3748));
        assertThat(builder.build(null).size()).isEqualTo(2);
    }

    // ---- batches

    /** G3, G5: rows of one transaction share its position and differ by ordinal, also over a cut. */
    @Test
    void ordinalsGoOnOverACutInsideATransaction() {
        decode(BEGIN);
        decode(T_BY_KEY);
        decode(insert(T, "1", "x"));
        ChangeCursor first = only(builder.build(null));
        buffer = new byte[0];
        decode(insert(T, "2", "y"));
        decode(commit(0x16B3700, 0x16B3748));
        ChangeCursor second = only(builder.build(null));

        assertThat(first.ordinal()).isZero();
        assertThat(first.isLast()).isFalse();
        assertThat(position(first)).isEqualTo("0/16B3700");
        assertThat(second.ordinal()).isEqualTo(1);
        assertThat(second.isLast()).isTrue();
        assertThat(second.sequence()).isEqualTo(first.sequence());
        assertThat(position(second)).isEqualTo("0/16B3748");
    }

    @Test
    void aTruncateIsAloneInItsBatch() {
        decode(BEGIN);
        decode(T_BY_KEY);
        decode(insert(T, "1", "x"));

        assertThat(decode(truncate(0, T))).isEqualTo(Decoded.BOUNDARY);
        assertThat(builder.build(null).size()).isEqualTo(1);
        assertThat(decode(truncate(0, T))).isEqualTo(Decoded.CHANGE);

        assertThat(decode(insert(T, "2", "y"))).isEqualTo(Decoded.BOUNDARY);
        ChangeBatch alone = builder.build(null);
        assertThat(alone.isTruncate()).isTrue();
        assertThat(alone.size()).isEqualTo(1);
        assertThat(decode(insert(T, "2", "y"))).isEqualTo(Decoded.CHANGE);
        assertThat(only(builder.build(null)).ordinal()).isEqualTo(2);
    }

    @Test
    void aTruncateEndsItsBatchBeforeTheNextTransaction() {
        decode(BEGIN);
        decode(T_BY_KEY);
        decode(truncate(0, T));
        decode(commit(0x16B3700, 0x16B3748));

        assertThat(decode(begin(0x16B3800, 0, 743))).isEqualTo(Decoded.BOUNDARY);
        assertThat(only(builder.build(null)).isLast()).isTrue();
        assertThat(decode(begin(0x16B3800, 0, 743))).isEqualTo(Decoded.BEGIN);
    }

    // ---- relations

    /** All rows of a table in one batch have the same columns: a sink is told of others between two batches. */
    @Test
    void theRelationInForceGovernsTheRowsBehindItInABatchOfTheirOwn() {
        byte[] altered = relation(T, "t", 'd', "v:25", "*id:20", "w:16");
        decode(BEGIN);
        decode(T_BY_KEY);
        decode(insert(T, "1", "x"));
        assertThat(decode(altered)).isEqualTo(Decoded.BOUNDARY);
        ChangeCursor before = only(builder.build(null));
        assertThat(before.schema().columnCount()).isEqualTo(2);
        assertThat(before.key().longValue(0)).isEqualTo(1);

        buffer = new byte[0];
        decode(altered);
        decode(insert(T, "y", "2", "t"));

        ChangeCursor change = only(builder.build(null));
        assertThat(change.schema().columnCount()).isEqualTo(3);
        assertThat(change.key().longValue(1)).isEqualTo(2);
        assertThat(change.after().booleanValue(2)).isTrue();
    }

    /** A batch is cut at its last commit; what was decoded behind it is decoded again, ALTER TABLE included. */
    @Test
    void afterARewindTheRelationsAreThoseOfTheMark() {
        decode(BEGIN);
        decode(T_BY_KEY);
        decode(insert(T, "1", "x"));
        decode(commit(0x16B3700, 0x16B3748));
        builder.mark();
        decoder.mark();
        byte[] begin = begin(0x16B3800, 0, 743);
        byte[] other = relation(2, "other", 'd', "*id:20");
        List<byte[]> cutOff = List.of(begin, insert(T, "2", "y"), other, insert(2, "4"));
        cutOff.forEach(this::decode);

        builder.rewind();
        decoder.rewind();
        assertThat(builder.build(null).size()).isEqualTo(1);
        buffer = new byte[0];
        decode(begin);
        assertRefused(insert(2, "4"), "expected one that was announced");
        cutOff.subList(1, cutOff.size()).forEach(this::decode);

        ChangeCursor change = builder.build(null).cursor();
        change.next();
        assertThat(text(change.after(), 1)).isEqualTo("y");
        change.next();
        assertThat(change.schema().table().name()).isEqualTo("other");
    }

    /** Gives every table a schema of its own until told that there is nothing new. */
    private static final class CountingResolver implements SchemaResolver {
        private final WireSchemas schemas = new WireSchemas(new TypeResolver(oid -> Optional.empty()));
        private final List<TableSchema> resolved = new ArrayList<>();
        private final List<Integer> refreshed = new ArrayList<>();
        private int version;
        private boolean isAltered = true;

        @Override
        public @Nullable TableSchema resolve(RelationMessage relation) {
            TableSchema schema = isAltered ? schemas.resolve(relation) : resolved.get(resolved.size() - 1);
            resolved.add(schema);
            return schema;
        }

        @Override
        public void refresh(int oid) {
            refreshed.add(oid);
        }

        @Override
        public int version() {
            return version;
        }
    }

    /** G13: a column that was dropped and added again announces itself with the same bytes. */
    @Test
    void aRepeatedRelationIsResolvedAgain() {
        CountingResolver resolver = new CountingResolver();
        RelationCache cache = new RelationCache(resolver);
        PgOutputDecoder fresh = new PgOutputDecoder(cache);
        fresh.decode(T_BY_KEY, 0, T_BY_KEY.length, builder);
        assertThat(resolver.refreshed).isEmpty();

        fresh.decode(T_BY_KEY, 0, T_BY_KEY.length, builder);

        assertThat(resolver.refreshed).hasSize(1);
        assertThat(resolver.resolved).hasSize(2);
        assertThat(cache.schema(resolver.refreshed.get(0))).isSameAs(resolver.resolved.get(1));
        resolver.isAltered = false;
        fresh.decode(T_BY_KEY, 0, T_BY_KEY.length, builder);
        assertThat(cache.schema(resolver.refreshed.get(0))).isSameAs(resolver.resolved.get(1));
    }

    /** No message tells that a type was altered. */
    @Test
    void relationsAreResolvedAgainWithTheNextTransactionWhenTypesChanged() {
        CountingResolver resolver = new CountingResolver();
        PgOutputDecoder fresh = new PgOutputDecoder(new RelationCache(resolver));
        fresh.decode(BEGIN, 0, BEGIN.length, builder);
        fresh.decode(T_BY_KEY, 0, T_BY_KEY.length, builder);
        resolver.version++;
        fresh.decode(T_BY_KEY, 0, T_BY_KEY.length, builder);
        assertThat(resolver.resolved).hasSize(2);
        fresh.decode(COMMIT, 0, COMMIT.length, builder);

        fresh.decode(BEGIN, 0, BEGIN.length, builder);
        assertThat(resolver.resolved).hasSize(3);
        fresh.decode(COMMIT, 0, COMMIT.length, builder);
        fresh.decode(BEGIN, 0, BEGIN.length, builder);
        assertThat(resolver.resolved).hasSize(3);
        assertThat(resolver.refreshed).hasSize(1);
    }

    @Test
    void thousandsOfRelationsAreToldApart() {
        decode(BEGIN);
        for (int oid = 1; oid <= 3_000; oid++) {
            decode(relation(oid * 7, "t" + oid, 'd', "*id:20"));
        }
        decode(insert(7 * 1_234, "5"));

        assertThat(only(builder.build(null)).schema().table().name()).isEqualTo("t1234");
    }

    @Test
    void columnsThatTheSchemaLeavesOutAreSteppedOver() {
        resolver = relation -> {
            TableSchema all = wireSchemas.resolve(relation);
            return new TableSchema(all.table(), List.of(all.column(2), all.column(0)), new int[] {1}, true);
        };
        decode(BEGIN);
        decode(relation(T, "t", 'd', "*id:20", "secret:25", "v:25"));
        decode(message('U')
                .i32(T)
                .u8('K')
                .tuple("1", "\\N", "\\N")
                .u8('N')
                .tuple("2", "hidden", "shown")
                .bytes());

        ChangeCursor change = builder.build(null).cursor();
        change.next();
        assertThat(change.key().longValue(1)).isEqualTo(1);
        change.next();
        assertThat(change.key().longValue(1)).isEqualTo(2);
        assertThat(text(change.after(), 0)).isEqualTo("shown");
    }

    @Test
    void columnsThatAreNotOnTheWireReadAsUnchanged() {
        TableSchema wide = wireSchemas.resolve(new RelationMessage(
                T,
                "public",
                "t",
                ReplicaIdentity.FULL,
                List.of(
                        new RelationMessage.Column("generated", 25, -1, false),
                        new RelationMessage.Column("id", INT8, -1, true))));
        resolver = relation -> wide;
        decode(BEGIN);
        decode(relation(T, "t", 'f', "*id:20"));
        decode(insert(T, "1"));
        decode(message('D').i32(T).u8('O').tuple("1").bytes());

        ChangeCursor change = builder.build(null).cursor();
        change.next();
        assertThat(change.after().isUnchanged(0)).isTrue();
        assertThat(change.after().longValue(1)).isEqualTo(1);
        change.next();
        assertThat(change.before().isUnchanged(0)).isTrue();
        assertThat(change.before().isNull(0)).isFalse();
    }

    @Test
    void changesOfATableThatIsNotCapturedTakeAnOrdinalOnly() {
        resolver = relation -> relation.table().equals("t") ? wireSchemas.resolve(relation) : null;
        decode(BEGIN);
        decode(T_BY_KEY);
        decode(relation(2, "other", 'f', "*id:20"));

        assertThat(decode(insert(2, "1"))).isEqualTo(Decoded.OTHER);
        assertThat(decode(message('U')
                        .i32(2)
                        .u8('O')
                        .tuple("1")
                        .u8('N')
                        .tuple("~")
                        .bytes()))
                .isEqualTo(Decoded.OTHER);
        assertThat(decode(message('D').i32(2).u8('O').tuple("1").bytes())).isEqualTo(Decoded.OTHER);
        assertThat(decode(truncate(0, 2))).isEqualTo(Decoded.OTHER);
        decode(insert(T, "1", "x"));

        assertThat(only(builder.build(null)).ordinal()).isEqualTo(4);
    }

    // ---- what is refused

    @Test
    void messagesOfNewerProtocolsAreNamed() {
        assertRefused(message('S').i32(1).u8(1).bytes(), "Stream Start of version 2");
        assertRefused(message('E').bytes(), "Stream Stop of version 2");
        assertRefused(message('c').bytes(), "Stream Commit of version 2");
        assertRefused(message('b').bytes(), "Begin Prepare of version 3");
        assertRefused(message('P').bytes(), "Prepare of version 3");
        assertRefused(message('K').bytes(), "Commit Prepared of version 3");
        assertRefused(message('r').bytes(), "Rollback Prepared of version 3");
        assertRefused(message('p').bytes(), "Stream Prepare of version 3");
        assertRefused(message('?').bytes(), "found '?'");
        assertRefused(message((char) 0).bytes(), "found 0x00");
    }

    @Test
    void rowsStandInsideATransactionOnly() {
        decode(T_BY_KEY);

        assertRefused(insert(T, "1", "x"), "expected Begin first");
        assertRefused(truncate(0, T), "expected Begin first");
        assertRefused(commit(1, 2), "expected Begin first");
        decode(BEGIN);
        assertRefused(BEGIN, "expected the end of the transaction");
    }

    @Test
    void aCommitBelongsToItsBegin() {
        decode(BEGIN);

        assertRefused(commit(0x16B3701, 0x16B3748), "expected 0/16B3700, found 0/16B3701");
    }

    @Test
    void rowsFitTheirRelation() {
        decode(BEGIN);
        assertRefused(insert(T, "1"), "expected one that was announced, found 16384");
        decode(T_BY_KEY);

        assertRefused(insert(T, "1"), "expected 2 as announced, found 1");
        assertRefused(message('I').i32(T).u8('O').tuple("1", "x").bytes(), "expected 'N', found 'O'");
        assertRefused(message('D').i32(T).u8('N').tuple("1", "x").bytes(), "expected 'K' or 'O', found 'N'");
        assertRefused(message('U').i32(T).u8('K').tuple("1", "\\N").u8('K').bytes(), "expected 'N', found 'K'");
        assertRefused(
                message('I').i32(T).u8('N').i16(2).u8('b').i32(1).raw("x").bytes(),
                "expected 't', 'n' or 'u', found 'b'");
        assertRefused(message('I').i32(T).u8('N').i16(2).u8('t').i32(-1).bytes(), "expected -1 bytes, found 0 left");
        assertRefused(
                message('I')
                        .i32(T)
                        .u8('N')
                        .i16(2)
                        .u8('t')
                        .i32(Integer.MAX_VALUE)
                        .raw("x")
                        .bytes(),
                "expected 2147483647 bytes, found 1 left");
    }

    @Test
    void nothingFollowsAMessage() {
        decode(BEGIN);
        decode(T_BY_KEY);

        assertRefused(message('I').i32(T).u8('N').tuple("1", "x").u8(0).bytes(), "expected its end, found 1 bytes");
        assertRefused(message('T').i32(1).u8(0).i32(T).u8(0).bytes(), "expected OIDs of 1 relations, found 5 bytes");
        assertRefused(message('T').i32(0x40000001).u8(0).i32(T).bytes(), "found 4 bytes");
        assertRefused(message('T').i32(1).u8(4).i32(T).bytes(), "expected 0 to 3");
        assertRefused(message('M').u8(2).bytes(), "expected 0 or 1");
    }

    @Test
    void relationsAreWellFormed() {
        assertRefused(relation(1, "t", 'x', "*id:20"), "expected 'd', 'n', 'f' or 'i', found 'x'");
        assertRefused(relation(1, "t", 'd', "*id:20", "id:20"), "found a repetition");
        assertRefused(message('R').i32(1).raw("name").bytes(), "expected a text that ends with a zero byte");
    }

    /** An identity that changed between the log and the catalog must not become a null key. */
    @Test
    void anOldKeyWithoutTheSchemasKeyIsRefused() {
        resolver = relation -> {
            TableSchema wire = wireSchemas.resolve(relation);
            return new TableSchema(wire.table(), wire.columns(), new int[] {1}, true);
        };
        decode(BEGIN);
        decode(T_BY_KEY);

        assertRefused(
                message('D').i32(T).u8('K').tuple("1", "\\N").bytes(),
                "column v, found none: it is not in the replica identity");
    }

    @Test
    void aRowHasItsKey() {
        decode(BEGIN);
        decode(T_FULL);

        assertRefused(insert(T, "~", "x"), "column id, found that it was not sent");
        assertRefused(message('U').i32(T).u8('N').tuple("~", "x").bytes(), "column id, found that it was not sent");
        assertRefused(message('D').i32(T).u8('O').tuple("~", "x").bytes(), "column id, found that it was not sent");
        // A key too long for the row itself: the server logs it with the old row.
        decode(message('U')
                .i32(T)
                .u8('K')
                .tuple("1", "x")
                .u8('N')
                .tuple("~", "x")
                .bytes());
        assertThat(builder.build(null).size()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsNotOnTheWireIsRefused() {
        resolver = relation -> wireSchemas.resolve(new RelationMessage(
                1, "public", "t", ReplicaIdentity.DEFAULT, List.of(new RelationMessage.Column("gone", 20, -1, true))));

        assertThatThrownBy(() -> decode(T_BY_KEY))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("[gone]");
    }

    /** The message of a failure has its place and no row's value. */
    @Test
    void aFailureNamesItsByteAndNoValue() {
        decode(BEGIN);
        decode(T_BY_KEY);
        byte[] message =
                message('I').i32(T).u8('N').tuple("1", "topsecret").u8('!').bytes();

        assertThatThrownBy(() -> decode(message)).isInstanceOfSatisfying(DecodeException.class, e -> {
            assertThat(e.byteIndex()).isEqualTo(buffer.length - 1);
            assertThat(e.getMessage()).doesNotContain("topsecret");
        });
    }

    private void assertRefused(byte[] message, String reason) {
        assertThatThrownBy(() -> decode(message))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(reason);
    }

    private Decoded decodeHex(String hex) {
        return decode(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** Appends the message to the buffer, as frames arrive, and decodes it there. */
    private Decoded decode(byte[] message) {
        int offset = buffer.length;
        buffer = Arrays.copyOf(buffer, offset + message.length);
        System.arraycopy(message, 0, buffer, offset, message.length);
        builder.wrap(buffer, buffer.length);
        return decoder.decode(buffer, offset, message.length, builder);
    }

    private static ChangeCursor only(ChangeBatch batch) {
        assertThat(batch.size()).isEqualTo(1);
        ChangeCursor cursor = batch.cursor();
        cursor.next();
        return cursor;
    }

    private static String text(Row row, int column) {
        return new String(row.bytes(), row.offset(column), row.length(column), UTF_8);
    }

    private static String position(ChangeCursor change) {
        return new String(change.texts(), change.positionOffset(), change.positionLength(), UTF_8);
    }
}
