package dev.leat.capture.postgres.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Writes the bytes of a message field by field. */
public final class Messages {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public static Messages message(char tag) {
        return new Messages().u8(tag);
    }

    public static byte[] begin(long finalLsn, long micros, int xid) {
        return message('B').i64(finalLsn).i64(micros).i32(xid).bytes();
    }

    public static byte[] commit(long lsn, long endLsn) {
        return message('C').u8(0).i64(lsn).i64(endLsn).i64(0).bytes();
    }

    /** A relation in {@code public}; columns as {@code "*id:20"}: flagged as key, name, type OID. */
    public static byte[] relation(int oid, String name, char identity, String... columns) {
        Messages message =
                message('R').i32(oid).string("public").string(name).u8(identity).i16(columns.length);
        for (String column : columns) {
            boolean key = column.startsWith("*");
            int colon = column.indexOf(':');
            message.u8(key ? 1 : 0)
                    .string(column.substring(key ? 1 : 0, colon))
                    .i32(Integer.parseInt(column.substring(colon + 1)))
                    .i32(-1);
        }
        return message.bytes();
    }

    public static byte[] insert(int oid, String... values) {
        return message('I').i32(oid).u8('N').tuple(values).bytes();
    }

    public static byte[] truncate(int options, int... oids) {
        Messages message = message('T').i32(oids.length).u8(options);
        for (int oid : oids) {
            message.i32(oid);
        }
        return message.bytes();
    }

    public Messages u8(int value) {
        bytes.write(value);
        return this;
    }

    public Messages i16(int value) {
        bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) value).array());
        return this;
    }

    public Messages i32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
        return this;
    }

    public Messages i64(long value) {
        bytes.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
        return this;
    }

    public Messages string(String value) {
        bytes.writeBytes(value.getBytes(UTF_8));
        return u8(0);
    }

    public Messages raw(String value) {
        bytes.writeBytes(value.getBytes(UTF_8));
        return this;
    }

    /** Values in text; {@code "\\N"} is NULL and {@code "~"} an unchanged TOAST value. */
    public Messages tuple(String... values) {
        i16(values.length);
        for (String value : values) {
            if (value.equals("\\N")) {
                u8('n');
            } else if (value.equals("~")) {
                u8('u');
            } else {
                byte[] text = value.getBytes(UTF_8);
                u8('t').i32(text.length);
                bytes.writeBytes(text);
            }
        }
        return this;
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
