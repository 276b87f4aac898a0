/**
 * The binary log as the server sends it to a replica: commands, packets, and where one event ends and the next begins.
 *
 * <p>A session that the driver has opened becomes a dump by a command of ours, and its socket is read directly, in place, in
 * one large array: at more than a million events per second the driver's packet objects cost more than decoding. What a
 * packet's length claims costs no memory before its bytes are there. Every failure is a {@code CdcException} whose kind says
 * whether another try can help: this is the only place that knows the server's words for a log that is gone.
 */
@NullMarked
package dev.leat.capture.mysql.wire;

import org.jspecify.annotations.NullMarked;
