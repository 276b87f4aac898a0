package dev.leat.capture.postgres.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A key as chunk bounds carry it: the text of each of its columns, each behind its length in bytes. */
final class KeyBounds {
    private KeyBounds() {}

    static byte[] encode(List<String> values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(values.size());
            for (String value : values) {
                byte[] text = value.getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static List<String> decode(byte[] bound) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bound))) {
            List<String> values = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw new IOException("a value's length is beyond the end");
                }
                values.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            }
            return values;
        } catch (IOException malformed) {
            throw new CdcException(ErrorKind.DECODE, "the stored bounds of a chunk are damaged", malformed);
        }
    }
}
