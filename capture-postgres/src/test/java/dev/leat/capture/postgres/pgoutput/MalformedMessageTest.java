package dev.leat.capture.postgres.pgoutput;

import static dev.leat.capture.postgres.pgoutput.Messages.begin;
import static dev.leat.capture.postgres.pgoutput.Messages.commit;
import static dev.leat.capture.postgres.pgoutput.Messages.insert;
import static dev.leat.capture.postgres.pgoutput.Messages.message;
import static dev.leat.capture.postgres.pgoutput.Messages.relation;
import static dev.leat.capture.postgres.pgoutput.Messages.truncate;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.DecodeException;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.value.WireSchemas;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Errors are fine, everything else is not: no other exception, no endless loop, no byte behind the message. T1, D15. */
class MalformedMessageTest {
    private static final byte[] BEGIN = begin(0x16B3700, 0, 742);
    private static final byte[] RELATION = relation(1, "t", 'f', "*id:20", "v:25", "w:1700", "at:1184", "j:3802");
    private static final String[] ROW = {"12", "text", "1.5", "2026-11-20 17:28:51.123456+00", "{\"a\": 1}"};

    private static final List<byte[]> INSIDE_A_TRANSACTION = List.of(
            insert(1, ROW),
            message('U').i32(1).u8('N').tuple("1", "~", "\\N", "infinity", "[]").bytes(),
            message('U')
                    .i32(1)
                    .u8('O')
                    .tuple(ROW)
                    .u8('N')
                    .tuple("2", "~", "\\N", "infinity", "[]")
                    .bytes(),
            message('D').i32(1).u8('O').tuple(ROW).bytes(),
            message('D').i32(1).u8('K').tuple("1", "2", "3", "4", "5").bytes(),
            truncate(1, 1),
            commit(0x16B3700, 0x16B3748),
            RELATION,
            relation(2, "u", 'd', "*id:23"),
            message('Y').i32(16_385).string("public").string("mood").bytes(),
            message('O').i64(1).string("origin").bytes(),
            message('M').u8(1).i64(1).string("prefix").i32(3).raw("abc").bytes(),
            message('A').i32(1).i32(2).bytes());

    private static final List<byte[]> OUTSIDE = List.of(
            BEGIN, message('M').u8(0).i64(99).string("prefix").i32(3).raw("abc").bytes());

    @Test
    void aMessageCutAnywhereIsRefused() {
        for (byte[] whole : INSIDE_A_TRANSACTION) {
            for (int length = 0; length < whole.length; length++) {
                int cut = length;
                assertThatThrownBy(() -> decode(whole, cut, true))
                        .as("'%c' cut at %d", whole[0], cut)
                        .isInstanceOf(DecodeException.class);
            }
        }
        for (byte[] whole : OUTSIDE) {
            for (int length = 0; length < whole.length; length++) {
                int cut = length;
                assertThatThrownBy(() -> decode(whole, cut, false))
                        .as("'%c' outside of a transaction, cut at %d", whole[0], cut)
                        .isInstanceOf(DecodeException.class);
            }
        }
    }

    @Test
    void wholeMessagesAreAccepted() {
        for (byte[] whole : INSIDE_A_TRANSACTION) {
            decode(whole, whole.length, true);
        }
        for (byte[] whole : OUTSIDE) {
            decode(whole, whole.length, false);
        }
    }

    @Test
    void flippedBytesAreRefusedOrDecoded() {
        Random random = new Random(20_261_120);
        for (int round = 0; round < 20_000; round++) {
            byte[] message = INSIDE_A_TRANSACTION
                    .get(random.nextInt(INSIDE_A_TRANSACTION.size()))
                    .clone();
            int flips = 1 + random.nextInt(3);
            for (int i = 0; i < flips; i++) {
                int at = random.nextInt(message.length);
                message[at] =
                        random.nextBoolean() ? (byte) random.nextInt() : (byte) (message[at] ^ 1 << random.nextInt(8));
            }
            try {
                decode(message, message.length, true);
            } catch (DecodeException e) {
                // as it should be
            }
        }
    }

    @Test
    void randomBytesAreRefusedOrDecoded() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] message = new byte[1 + random.nextInt(40)];
            random.nextBytes(message);
            message[0] = (byte) "BCORYIUDTMA".charAt(random.nextInt(11));
            try {
                decode(message, message.length, random.nextBoolean());
            } catch (DecodeException e) {
                // as it should be
            }
        }
    }

    /** Decodes in a buffer that goes on behind the message, as a real one does, and reads whatever comes out. */
    private static void decode(byte[] message, int length, boolean inTransaction) {
        PgOutputDecoder decoder = new PgOutputDecoder(
                new RelationCache(new WireSchemas(new TypeResolver(oid -> Optional.empty()))),
                new LogicalMessages(List.of("*"), List.of("b*"), "UTF8"));
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        if (inTransaction) {
            decoder.decode(BEGIN, 0, BEGIN.length, builder);
            decoder.decode(RELATION, 0, RELATION.length, builder);
        }
        byte[] buffer = new byte[message.length + 64];
        Arrays.fill(buffer, (byte) 'n');
        System.arraycopy(message, 0, buffer, 3, message.length);
        builder.wrap(buffer, buffer.length);
        decoder.decode(buffer, 3, length, builder);
        read(builder.build(null));
    }

    private static void read(ChangeBatch batch) {
        JsonBuffer out = new JsonBuffer(256);
        ChangeJson json = new ChangeJson();
        ChangeCursor cursor = batch.cursor();
        while (cursor.next()) {
            json.write(cursor, out);
        }
    }
}
