package dev.leat.capture.mysql.value;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.nio.charset.Charset;

/** Every character set of the servers by its name. */
final class CharacterSets {
    private CharacterSets() {}

    /**
     * @param column whose text it is, for the message
     * @throws CdcException if the collation or its character set is unknown
     */
    static CharacterSet of(int collation, String column) {
        String name = Collations.characterSet(collation);
        if (name == null) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "column " + column + ": collation number " + collation
                            + " is not known; ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb4, or leave the column out");
        }
        return named(name, column);
    }

    private static CharacterSet named(String name, String column) {
        return switch (name) {
            case "utf8mb4", "utf8mb3", "utf8", "ascii", "binary" -> CharacterSet.UTF8;
            case "ucs2", "utf16" -> new UnicodeSet(name, 2, false);
            case "utf16le" -> new UnicodeSet(name, 2, true);
            case "utf32" -> new UnicodeSet(name, 4, false);
            case "big5", "cp932", "eucjpms", "euckr", "gb18030", "gb2312", "gbk", "sjis", "ujis" ->
                new MultiByteSet(name, javaCharset(name, column));
            default -> new SingleByteSet(SingleByteTables.characters(name));
        };
    }

    private static Charset javaCharset(String name, String column) {
        String java = switch (name) {
            case "big5" -> "Big5";
            case "cp932" -> "windows-31j";
            case "eucjpms" -> "x-eucJP-Open";
            case "euckr" -> "x-windows-949";
            case "gb18030" -> "GB18030";
            case "gb2312" -> "GB2312";
            case "gbk" -> "x-mswin-936";
            case "sjis" -> "Shift_JIS";
            case "ujis" -> "EUC-JP";
            default -> throw new IllegalArgumentException(name);
        };
        if (!Charset.isSupported(java)) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "column " + column + " has character set " + name
                            + ", for which this Java has no tables: run it with the module jdk.charsets");
        }
        return Charset.forName(java);
    }
}
