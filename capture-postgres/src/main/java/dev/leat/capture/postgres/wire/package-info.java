/**
 * The replication protocol of PostgreSQL as bytes on a socket.
 *
 * <p>pgjdbc connects, authenticates and negotiates TLS; afterwards its socket is ours ({@code SocketHandover}), because
 * its replication stream wakes up for every message and thereby slows the walsender down. {@code CopyBothStream} reads
 * many frames at once into a {@code FrameBuffer} and shows them in place; nothing is copied or allocated per frame.
 *
 * <p>One thread reads. A thread of our own ({@code StatusSender}) writes status updates, so that a connection survives
 * while nobody reads: back-pressure is to stop reading.
 */
@NullMarked
package dev.leat.capture.postgres.wire;

import org.jspecify.annotations.NullMarked;
