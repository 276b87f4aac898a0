package dev.leat.core.state;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of one value's file, big-endian:
 *
 * <pre>
 *  0  magic       "LEATSTAT"
 *  8  format      u16, 1
 * 10  reserved    u16, 0
 * 12  length      i32, bytes of payload
 * 16  generation  i64, from 1, one higher with each write of this value
 * 24  checksum    u32, CRC32C over the value's name, bytes 0 to 23 and the payload
 * 28  payload
 * </pre>
 *
 * The name is in the checksum so that a file copied over another one is noticed.
 */
final class StateFormat {
    static final int HEADER_BYTES = 28;
    static final int MAX_PAYLOAD_BYTES = 1 << 26;

    private static final byte[] MAGIC = "LEATSTAT".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;
    private static final int CHECKED_HEADER_BYTES = 24;

    private StateFormat() {}

    static byte[] encode(String name, long generation, byte[] payload) {
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        file.put(MAGIC)
                .putShort((short) FORMAT)
                .putShort((short) 0)
                .putInt(payload.length)
                .putLong(generation);
        file.putInt(0).put(payload);
        file.putInt(CHECKED_HEADER_BYTES, checksum(name, file.array()));
        return file.array();
    }

    /**
     * @throws CdcException SETUP when the bytes are anything but a value that this program wrote under this name
     */
    static StateValue decode(String name, byte[] file, Path path) {
        if (file.length == 0) {
            throw damaged(path, "is empty");
        }
        if (file.length < HEADER_BYTES) {
            throw damaged(path, "is cut off");
        }
        ByteBuffer buffer = ByteBuffer.wrap(file);
        byte[] magic = new byte[MAGIC.length];
        buffer.get(magic);
        int format = buffer.getShort() & 0xffff;
        int reserved = buffer.getShort();
        int length = buffer.getInt();
        long generation = buffer.getLong();
        int checksum = buffer.getInt();
        if (!Arrays.equals(magic, MAGIC)) {
            throw damaged(path, "is no state file");
        }
        if (format > FORMAT) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "state file " + path + " has format " + format + ", this program reads up to " + FORMAT
                            + "; run the release that wrote it, or a later one");
        }
        if (length != file.length - HEADER_BYTES) {
            throw damaged(path, "has " + (file.length - HEADER_BYTES) + " bytes where it says " + length);
        }
        if (format != FORMAT || reserved != 0 || generation < 1 || checksum != checksum(name, file)) {
            throw damaged(path, "has a wrong checksum");
        }
        byte[] payload = new byte[length];
        buffer.get(payload);
        return new StateValue(generation, payload);
    }

    private static int checksum(String name, byte[] file) {
        CRC32C crc = new CRC32C();
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        crc.update(nameBytes, 0, nameBytes.length);
        crc.update(file, 0, CHECKED_HEADER_BYTES);
        crc.update(file, HEADER_BYTES, file.length - HEADER_BYTES);
        return (int) crc.getValue();
    }

    private static CdcException damaged(Path path, String how) {
        return new CdcException(
                ErrorKind.SETUP,
                "state file " + path + " " + how
                        + "; restore it from a copy, or, to give up what it holds and seed again,"
                        + " move the folder away: mv '" + path.getParent() + "' '" + path.getParent() + ".damaged'");
    }
}
