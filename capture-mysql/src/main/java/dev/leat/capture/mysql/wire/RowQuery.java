package dev.leat.capture.mysql.wire;

import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.capture.mysql.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/**
 * Runs queries over a session's socket and shows each row where it has arrived, in the binary form, which alone has a single
 * exactly ({@code page_protocol_command_phase_ps.html} in MySQL's source documentation).
 *
 * <pre>
 *   command:  Int1 0x16 COM_STMT_PREPARE | Byten statement
 *   answer:   Int1 0 | Int4 statement id | Int2 columns | Int2 parameters | Int1 0 | Int2 warnings
 *             a packet per column; EOF, unless CLIENT_DEPRECATE_EOF
 *   command:  Int1 0x17 COM_STMT_EXECUTE | Int4 statement id | Int1 flags 0: no cursor | Int4 1
 *   answer:   packed number of columns | a packet per column; EOF, unless CLIENT_DEPRECATE_EOF
 *             a packet per row: Int1 0 | a bit per column from the third bit on, the lowest first: null | values
 *             EOF, or with CLIENT_DEPRECATE_EOF OK that begins with 0xfe
 *   command:  Int1 0x19 COM_STMT_CLOSE | Int4 statement id; has no answer
 *
 *   column:   packed length and text, six times: catalog, schema, table, its real name, column, its real name
 *             packed 12 | Int2 collation | Int4 length | Int1 type | Int2 flags | Int1 decimals | Int2 filler
 *   EOF:      Int1 0xfe | Int2 warnings | Int2 status
 *   OK:       Int1 0xfe | packed rows | packed id | Int2 status | Int2 warnings | ...
 * </pre>
 *
 * An ERR packet ({@link ServerError}) may stand in the place of any answer and of any row; the session lives on. The other
 * capabilities that the driver may agree on change none of these: attributes of queries only come with a flag of the
 * execution, and it never leaves the columns away (CLIENT_OPTIONAL_RESULTSET_METADATA, MariaDB's CACHE_METADATA).
 *
 * <p>One thread at a time. After any failure but the server's own the session is closed: nobody knows where in an answer it is.
 */
public final class RowQuery {
    private static final int COM_STMT_PREPARE = 0x16;
    private static final int COM_STMT_EXECUTE = 0x17;
    private static final int COM_STMT_CLOSE = 0x19;

    private static final int OK = 0x00;
    private static final int END = 0xFE;
    private static final int ERROR = 0xFF;
    private static final int EOF_BYTES = 5;
    private static final int PREPARED_BYTES = 12;
    private static final int NAMES_OF_A_COLUMN = 6;
    private static final int FIXED_BYTES_OF_A_COLUMN = 12;
    private static final int UNSIGNED_FLAG = 0x20;
    private static final int MORE_RESULTS = 0x0008;

    private final InputStream input;
    private final OutputStream output;
    private final boolean endsWithOk;
    private final Runnable closeConnection;
    private final PacketBuffer buffer = new PacketBuffer();

    private int statement;
    private int[] types = {};
    private boolean[] unsigned = {};
    private boolean open;

    /** Queries over the session's socket; the session's own statements may come between two queries. */
    public RowQuery(Session session) throws IOException {
        this(
                session.socket().getInputStream(),
                session.socket().getOutputStream(),
                session.endsWithOk(),
                session::close);
    }

    /**
     * Queries over any connection that is logged in.
     *
     * @param endsWithOk whether CLIENT_DEPRECATE_EOF is agreed on
     * @param closeConnection called when nobody knows any more where in an answer it is
     */
    public RowQuery(InputStream input, OutputStream output, boolean endsWithOk, Runnable closeConnection) {
        this.input = input;
        this.output = output;
        this.endsWithOk = endsWithOk;
        this.closeConnection = closeConnection;
    }

    /**
     * Runs a query; {@link #next} shows its rows.
     *
     * @throws SQLException if the server refuses it, or the connection broke
     * @throws DecodeException if the answer is none
     */
    public void begin(String sql) throws SQLException {
        if (open) {
            throw new IllegalStateException("the rows of the last query are not read to their end");
        }
        try {
            prepare(sql.getBytes(StandardCharsets.UTF_8));
            execute();
        } catch (CdcException malformed) {
            closeConnection.run();
            throw malformed;
        }
    }

    /** How many columns the rows have. */
    public int columnCount() {
        return types.length;
    }

    /** The type of a column's values, {@code enum_field_types}. */
    public int type(int column) {
        return types[column];
    }

    /** Whether a column of numbers has no sign. */
    public boolean isUnsigned(int column) {
        return unsigned[column];
    }

    /**
     * Moves on to the next row; false behind the last one.
     *
     * @throws SQLException if the server ended the query, or the connection broke
     */
    public boolean next() throws SQLException {
        if (!open) {
            return false;
        }
        try {
            int type = packet();
            if (type == OK) {
                return true;
            }
            if (type != END) {
                throw unexpected("a row", type);
            }
            end();
            return false;
        } catch (CdcException malformed) {
            closeConnection.run();
            throw malformed;
        }
    }

    /** Whether rows, or the end behind them, are still to come. */
    public boolean isOpen() {
        return open;
    }

    /** What holds the current row; another array after {@link #next}. */
    public byte[] bytes() {
        return buffer.bytes();
    }

    /** Where the current row begins. */
    public int rowStart() {
        return buffer.payloadStart();
    }

    /** Where it ends. */
    public int rowEnd() {
        return buffer.payloadEnd();
    }

    private void prepare(byte[] sql) throws SQLException {
        byte[] command = new byte[1 + sql.length];
        command[0] = COM_STMT_PREPARE;
        System.arraycopy(sql, 0, command, 1, sql.length);
        send(command);
        int type = packet();
        int at = buffer.payloadStart();
        if (type != OK || buffer.payloadEnd() - at < PREPARED_BYTES) {
            throw unexpected("a prepared statement", type);
        }
        statement = i32(at + 1);
        int columns = u16(at + 5);
        int parameters = u16(at + 7);
        if (columns == 0 || parameters != 0) {
            throw new DecodeException(
                    at, "prepared statement: expected columns only, found " + columns + " and " + parameters);
        }
        types = new int[columns];
        unsigned = new boolean[columns];
        columns();
    }

    private void execute() throws SQLException {
        send(new byte[] {
            COM_STMT_EXECUTE,
            (byte) statement,
            (byte) (statement >> 8),
            (byte) (statement >> 16),
            (byte) (statement >> 24),
            0,
            1,
            0,
            0,
            0
        });
        open = true;
        packet();
        int at = buffer.payloadStart();
        long columns = new Packed(buffer.bytes(), at, buffer.payloadEnd()).number();
        if (columns != types.length) {
            throw new DecodeException(at, "answer: expected " + types.length + " columns, found " + columns);
        }
        columns();
    }

    private void columns() throws SQLException {
        for (int i = 0; i < types.length; i++) {
            packet();
            Packed column = new Packed(buffer.bytes(), buffer.payloadStart(), buffer.payloadEnd());
            for (int name = 0; name < NAMES_OF_A_COLUMN; name++) {
                column.skip(column.number());
            }
            long fixed = column.number();
            int at = column.position();
            column.skip(fixed);
            if (fixed < FIXED_BYTES_OF_A_COLUMN) {
                throw new DecodeException(at, "column: expected 12 bytes, found " + fixed);
            }
            types[i] = buffer.bytes()[at + 6] & 0xFF;
            unsigned[i] = (u16(at + 7) & UNSIGNED_FLAG) != 0;
        }
        if (!endsWithOk) {
            int type = packet();
            if (type != END || buffer.payloadEnd() - buffer.payloadStart() != EOF_BYTES) {
                throw unexpected("the end of the columns", type);
            }
        }
    }

    private void end() throws SQLException {
        int at = buffer.payloadStart();
        int status;
        if (endsWithOk) {
            Packed ok = new Packed(buffer.bytes(), at + 1, buffer.payloadEnd());
            ok.number();
            ok.number();
            int statusAt = ok.position();
            ok.skip(4);
            status = u16(statusAt);
        } else {
            if (buffer.payloadEnd() - at != EOF_BYTES) {
                throw unexpected("the end of the rows", END);
            }
            status = u16(at + 3);
        }
        if ((status & MORE_RESULTS) != 0) {
            throw new DecodeException(at, "answer: expected one, found that there are more");
        }
        open = false;
        forget();
    }

    /** The server keeps a statement until it is told to forget it. */
    private void forget() throws SQLException {
        send(new byte[] {
            COM_STMT_CLOSE,
            (byte) statement,
            (byte) (statement >> 8),
            (byte) (statement >> 16),
            (byte) (statement >> 24)
        });
    }

    /** Commands are longer than one packet only with keys that no server has. */
    private void send(byte[] command) throws SQLException {
        if (command.length >= PacketBuffer.CONTINUED) {
            throw new IllegalArgumentException("a command of " + command.length + " bytes");
        }
        byte[] packet = new byte[PacketBuffer.HEADER_BYTES + command.length];
        packet[0] = (byte) command.length;
        packet[1] = (byte) (command.length >> 8);
        packet[2] = (byte) (command.length >> 16);
        System.arraycopy(command, 0, packet, PacketBuffer.HEADER_BYTES, command.length);
        buffer.clear();
        try {
            output.write(packet);
            output.flush();
        } catch (IOException e) {
            throw broken("the connection broke while a query was sent", e);
        }
    }

    /** Moves on to the next packet; returns its first byte. */
    private int packet() throws SQLException {
        while (!buffer.nextPacket()) {
            buffer.compact();
            buffer.ensureRoom();
            int count;
            try {
                count = input.read(buffer.bytes(), buffer.limit(), buffer.room());
            } catch (SocketTimeoutException e) {
                throw broken("the server has sent nothing of an answer for too long", e);
            } catch (IOException e) {
                throw broken("the connection broke while rows were read", e);
            }
            if (count < 0) {
                throw broken("the server has closed the connection", new IOException("end of the stream"));
            }
            buffer.received(count);
        }
        int start = buffer.payloadStart();
        int end = buffer.payloadEnd();
        if (start == end) {
            throw new DecodeException(start, "expected a packet with something in it, found an empty one");
        }
        int type = buffer.bytes()[start] & 0xFF;
        if (type == ERROR) {
            ServerError error = ServerError.parse(buffer.bytes(), start, end);
            if (open) {
                open = false;
                forget();
            }
            throw new SQLException(error.message(), error.sqlState(), error.code());
        }
        return type;
    }

    /** In SQL's words for a connection that is gone, so that it is taken for one. */
    private SQLException broken(String what, IOException cause) {
        open = false;
        closeConnection.run();
        return new SQLException(what, "08S01", cause);
    }

    private DecodeException unexpected(String expected, int type) {
        return new DecodeException(
                buffer.payloadStart(),
                "expected " + expected + ", found a packet of type " + type + " and "
                        + (buffer.payloadEnd() - buffer.payloadStart()) + " bytes");
    }

    private int u16(int at) {
        byte[] bytes = buffer.bytes();
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
    }

    private int i32(int at) {
        return u16(at) | u16(at + 2) << 16;
    }
}
