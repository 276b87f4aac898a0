/**
 * Where to connect, as whom and how, and sessions that all behave alike.
 *
 * <p>{@code MySqlDriver} alone knows the driver's classes. The driver connects and authenticates; TLS is ours, so that the
 * pipeline file's PEM files and modes mean the same here as everywhere else, and so that the socket is at hand when a session
 * becomes a dump. What a URL may say is a short list: a parameter of the driver can make it load classes, read files and send
 * them to the server.
 */
@NullMarked
package dev.leat.capture.mysql.session;

import org.jspecify.annotations.NullMarked;
