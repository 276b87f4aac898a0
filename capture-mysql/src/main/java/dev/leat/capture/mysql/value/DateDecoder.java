package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;

/** {@code DATE}: three bytes, the lowest first: day (5 bits), month (4), year (15). */
final class DateDecoder implements ReadsAsNull {
    private static final int WIDTH = 3;

    private final ZeroDates zeroDates;

    DateDecoder(ZeroDates zeroDates) {
        this.zeroDates = zeroDates;
    }

    @Override
    public boolean mayReadAsNull() {
        return zeroDates == ZeroDates.NULL;
    }

    @Override
    public boolean isNull(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "date", WIDTH, length);
        return isZero(LittleEndian.u24(bytes, offset)) && zeroDates == ZeroDates.NULL;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        int packed = packed(bytes, offset, length);
        if (isZero(packed) && DateTimes.isHandled(zeroDates, offset, "date", out)) {
            return;
        }
        byte[] text = out.scratch(DateTimes.MAX_LENGTH);
        out.text(text, 0, DateTimes.writeDate(packed >> 9, packed >> 5 & 0xF, packed & 0x1F, text, 0));
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        int packed = packed(bytes, offset, length);
        if (isZero(packed)) {
            throw DateTimes.zeroDate(offset, "date");
        }
        return DateTimes.epochDay(packed >> 9, packed >> 5 & 0xF, packed & 0x1F);
    }

    private static boolean isZero(int packed) {
        return (packed & 0x1F) == 0 || (packed & 0x1E0) == 0;
    }

    private static int packed(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "date", WIDTH, length);
        int packed = LittleEndian.u24(bytes, offset);
        DateTimes.requireDate(offset, "date", packed >> 9, packed >> 5 & 0xF, packed & 0x1F);
        return packed;
    }
}
