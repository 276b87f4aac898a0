package dev.leat.capture.postgres.pgoutput;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Messages as a server sent them, each behind its length (Int32), compressed. */
final class Recording {
    private Recording() {}

    static String fileOf(int major) {
        return "postgres-" + major + ".pgoutput.gz";
    }

    static void write(Path file, List<byte[]> messages) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(compressed))) {
            for (byte[] message : messages) {
                out.writeInt(message.length);
                out.write(message);
            }
        }
        Files.write(file, compressed.toByteArray());
    }

    static List<byte[]> read(int major) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        InputStream resource =
                Objects.requireNonNull(Recording.class.getResourceAsStream("/pgoutput/" + fileOf(major)));
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(resource))) {
            while (true) {
                byte[] length = in.readNBytes(4);
                if (length.length < 4) {
                    return messages;
                }
                int count = length[0] << 24 | (length[1] & 0xFF) << 16 | (length[2] & 0xFF) << 8 | (length[3] & 0xFF);
                messages.add(in.readNBytes(count));
            }
        }
    }
}
