package org.example.tsv;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import java.util.regex.Pattern;

/** How files are called: {@code schema.table.tsv}, then {@code schema.table~2.tsv} for other columns, and so on. */
final class FileNames {
    /** Without what separates paths, what counts the files of a table, and what makes a file hidden. */
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}_$ -][\\p{L}\\p{N}_$ .-]*");

    private static final int MAX_LENGTH = 60; // in any encoding, two of them and the rest stay below 255 bytes

    private FileNames() {}

    /** The name without number and suffix; CONFIG when the table's own name can't be a part of one. */
    static String of(TableId table) {
        if (!isAllowed(table.schema()) || !isAllowed(table.name())) {
            throw new CdcException(
                    ErrorKind.CONFIG,
                    "the table " + table + " can't give a file its name, which has letters, digits, _, $, -, spaces and"
                            + " dots and no more than " + MAX_LENGTH + " characters per part; exclude the table");
        }
        return table.toString();
    }

    /** The name of a table's file with this number, from 1. */
    static String of(TableId table, int number) {
        return of(table) + (number == 1 ? "" : "~" + number) + ".tsv";
    }

    private static boolean isAllowed(String part) {
        return part.length() <= MAX_LENGTH && ALLOWED.matcher(part).matches();
    }
}
