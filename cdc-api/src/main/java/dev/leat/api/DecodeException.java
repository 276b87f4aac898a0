package dev.leat.api;

/** Bytes from a server that do not follow their protocol; names the place in the buffer, never the bytes themselves. */
public final class DecodeException extends CdcException {
    private static final long serialVersionUID = 1L;

    private final int byteIndex;

    /**
     * @param byteIndex offset in bytes into the buffer that was decoded, from 0
     * @param message what was expected and what was found there
     */
    public DecodeException(int byteIndex, String message) {
        super(ErrorKind.DECODE, message + " (at byte " + byteIndex + ")");
        this.byteIndex = byteIndex;
    }

    /** Offset in bytes into the buffer that was decoded. */
    public int byteIndex() {
        return byteIndex;
    }
}
