package dev.leat.capture.mysql.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.change.ValueWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A Chinese, Japanese or Korean character set. Java's tables, corrected where the servers convert otherwise: found by
 * converting all characters of one to three bytes with MySQL 9.7.
 */
final class MultiByteSet implements CharacterSet {
    private static final String BIG5_PLACES =
            "\ua15a\ua1c3\ua1c5\ua1fe\ua240\ua2cc\ua2ce\uf9d6\uf9d7\uf9d8\uf9d9\uf9da\uf9db\uf9dc";
    private static final String BIG5_CHARACTERS =
            "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\u7881\u92b9\u88cf\u58bb\u6052\u7ca7\u5afa";

    private static final int FIRST_PRIVATE = 0xE000;
    private static final int EUC_ROW = 94;
    private static final int EUC_FIRST_PRIVATE_ROW = 0xF5;
    private static final int EUC_FIRST_COLUMN = 0xA1;
    private static final int EUC_PRIVATE_ROWS = 10;
    private static final byte SINGLE_SHIFT_3 = (byte) 0x8F;
    private static final byte SINGLE_SHIFT_2 = (byte) 0x8E;

    private final Charset charset;
    private final boolean isBig5;
    private final boolean isEuc;

    /** Characters that Java decodes to, and what the server does. */
    private final String from;

    private final String to;

    MultiByteSet(String name, Charset charset) {
        this.charset = charset;
        this.isBig5 = name.equals("big5");
        this.isEuc = name.equals("ujis") || name.equals("eucjpms");
        this.from = switch (name) {
            case "sjis" -> "\u2014\uff3c";
            case "ujis" -> "\u2014\uff3c\uff5e";
            case "eucjpms" -> "\u2014\u301c\u2016\u2212\u00a2\u00a3\u00ac\u00a6";
            case "gb18030" ->
                "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb"
                        + "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864";
            default -> "";
        };
        this.to = switch (name) {
            case "sjis" -> "\u2015\\";
            case "ujis" -> "\u2015\\~";
            case "eucjpms" -> "\u2015\uff5e\u2225\uff0d\uffe0\uffe1\uffe2\uffe4";
            case "gb18030" -> from.substring(from.length() / 2) + from.substring(0, from.length() / 2);
            default -> "";
        };
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (SingleByteSet.isAscii(bytes, offset, offset + length)) {
            out.text(bytes, offset, length);
            return;
        }
        byte[] text = decode(bytes, offset, offset + length).getBytes(UTF_8);
        out.text(text, 0, text.length);
    }

    private String decode(byte[] bytes, int offset, int end) {
        if (!isBig5 && !isEuc) {
            return corrected(new String(bytes, offset, end - offset, charset));
        }
        StringBuilder text = new StringBuilder(end - offset);
        int run = offset;
        int at = offset;
        while (at < end) {
            int width = Math.min(width(bytes, at), end - at);
            int replacement = replacement(bytes, at, width);
            if (replacement >= 0) {
                text.append(corrected(new String(bytes, run, at - run, charset)))
                        .append((char) replacement);
                run = at + width;
            }
            at += width;
        }
        return text.append(corrected(new String(bytes, run, end - run, charset)))
                .toString();
    }

    private int width(byte[] bytes, int at) {
        if (bytes[at] >= 0) {
            return 1;
        }
        return isEuc && bytes[at] == SINGLE_SHIFT_3 ? 3 : 2;
    }

    private int replacement(byte[] bytes, int at, int width) {
        if (isBig5) {
            int place = width == 2 ? BIG5_PLACES.indexOf((char) LittleEndian.bigEndian(bytes, at, 2)) : -1;
            return place < 0 ? -1 : BIG5_CHARACTERS.charAt(place);
        }
        if (width < 2 || bytes[at] == SINGLE_SHIFT_2) {
            return -1;
        }
        int row = (bytes[at + width - 2] & 0xFF) - EUC_FIRST_PRIVATE_ROW;
        int column = (bytes[at + width - 1] & 0xFF) - EUC_FIRST_COLUMN;
        if (row < 0 || row >= EUC_PRIVATE_ROWS || column < 0 || column >= EUC_ROW) {
            return -1;
        }
        int plane = width == 3 ? EUC_PRIVATE_ROWS * EUC_ROW : 0;
        return FIRST_PRIVATE + plane + row * EUC_ROW + column;
    }

    private String corrected(String decoded) {
        @Nullable StringBuilder text = null;
        for (int i = 0; i < decoded.length(); i++) {
            int place = from.indexOf(decoded.charAt(i));
            if (place >= 0) {
                if (text == null) {
                    text = new StringBuilder(decoded);
                }
                text.setCharAt(i, to.charAt(place));
            }
        }
        return text == null ? decoded : text.toString();
    }
}
