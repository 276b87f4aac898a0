package dev.leat.testkit.change;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.DecodeException;
import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.ValueDecoder;

/** The kinds of columns that a {@link TestTable} can have. */
public enum TestColumn {
    /** Any value, as its characters. */
    TEXT(Kind.TEXT) {
        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.text(bytes, offset, length);
        }
    },

    /** A whole number. */
    INT(Kind.INT64) {
        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.number(bytes, offset, length);
        }
    },

    /** A floating point number; NaN and the infinities are texts, as every source has them. */
    DOUBLE(Kind.FLOAT64) {
        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            byte last = bytes[offset + length - 1];
            if (last >= '0' && last <= '9') {
                out.number(bytes, offset, length);
            } else {
                out.text(bytes, offset, length);
            }
        }
    },

    /** A point in time, as its characters. */
    TIMESTAMP(Kind.TIMESTAMPTZ) {
        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.text(bytes, offset, length);
        }
    },

    /** {@code true} or {@code false}. */
    BOOL(Kind.BOOL) {
        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.bool(Boolean.parseBoolean(text(bytes, offset, length)));
        }
    },

    /** Octets, given as the characters that they are in UTF-8. */
    BYTES(Kind.BYTES) {
        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.octets(bytes, offset, length);
        }
    },

    /** A JSON document, given as its text without white space. */
    JSON(Kind.JSON) {
        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.json(bytes, offset, length);
        }
    },

    /** A list of texts, given as {@code List.of("a", "b")}; no element has a comma or begins or ends with a space. */
    TEXT_ARRAY(Kind.ARRAY) {
        @Override
        ColumnType type() {
            return new ColumnType.Array(ColumnType.of(Kind.TEXT));
        }

        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.beginArray();
            String list = text(bytes, offset + 1, length - 2);
            if (!list.isEmpty()) {
                for (String element : list.split(",", -1)) {
                    byte[] utf8 = element.strip().getBytes(UTF_8);
                    out.text(utf8, 0, utf8.length);
                }
            }
            out.endArray();
        }
    },

    /** A date as text; {@code 0000-00-00} is written as null, though the row does not say so. */
    ZERO_DATE(Kind.DATE) {
        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            if (text(bytes, offset, length).equals("0000-00-00")) {
                out.nullValue();
            } else {
                out.text(bytes, offset, length);
            }
        }
    },

    /** Every value is broken: writing it throws {@link DecodeException}. */
    UNDECODABLE(Kind.TEXT) {
        @Override
        void write(byte[] bytes, int offset, int length, ValueWriter out) {
            throw new DecodeException(offset, "not a value of this type");
        }
    };

    private final Kind kind;

    TestColumn(Kind kind) {
        this.kind = kind;
    }

    ColumnType type() {
        return ColumnType.of(kind);
    }

    abstract void write(byte[] bytes, int offset, int length, ValueWriter out);

    Column named(String name, boolean nullable) {
        return new Column(name, type(), nullable, new Decoder(this));
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, UTF_8);
    }

    private record Decoder(TestColumn column) implements ValueDecoder {
        @Override
        public void write(byte[] bytes, int offset, int length, ValueWriter out) {
            column.write(bytes, offset, length, out);
        }

        @Override
        public boolean booleanValue(byte[] bytes, int offset, int length) {
            return Boolean.parseBoolean(text(bytes, offset, length));
        }

        @Override
        public long longValue(byte[] bytes, int offset, int length) {
            return Long.parseLong(text(bytes, offset, length));
        }
    }
}
