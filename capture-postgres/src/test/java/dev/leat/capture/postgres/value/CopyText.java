package dev.leat.capture.postgres.value;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Splits what COPY sends in text format, without regard to speed. */
final class CopyText {
    private CopyText() {}

    static void fields(byte[] copy, Consumer<byte @Nullable []> field) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        boolean isNull = false;
        for (int i = 0; i < copy.length; i++) {
            byte b = copy[i];
            if (b == '\t' || b == '\n') {
                field.accept(isNull ? null : value.toByteArray());
                value.reset();
                isNull = false;
            } else if (b == '\\') {
                i++;
                switch (copy[i]) {
                    case 'N' -> isNull = true;
                    case 'b' -> value.write('\b');
                    case 'f' -> value.write('\f');
                    case 'n' -> value.write('\n');
                    case 'r' -> value.write('\r');
                    case 't' -> value.write('\t');
                    case 'v' -> value.write(0x0B);
                    default -> value.write(copy[i]);
                }
            } else {
                value.write(b);
            }
        }
    }
}
