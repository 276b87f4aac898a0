package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;

/** Turns the bytes of one of the server's character sets into UTF-8. Keeps no state. */
interface CharacterSet {
    /** Pushes the text. */
    void write(byte[] bytes, int offset, int length, ValueWriter out);

    /** UTF-8 and ASCII: the bytes are what is wanted. */
    CharacterSet UTF8 = (bytes, offset, length, out) -> out.text(bytes, offset, length);
}
