/**
 * Real servers and broken networks for integration tests, on any Linux machine with nothing but Maven: no container engine,
 * no system packages, no privileges.
 *
 * <p>A {@link dev.leat.testkit.server.TestServer} is a process of its own on a free loopback port, so that a test can kill,
 * freeze and restart it like a production server. What every server owes is small: it is ready when its builder returns, it
 * keeps its port and its data until it is closed, and closing leaves no process and no file behind, also when the JVM ends
 * early. A server that this machine cannot run is an {@link dev.leat.testkit.server.UnavailableServer}, which the test
 * kit turns into a skipped test, and where {@code CI=true} into a failed one. No test framework is needed here: the demo runs
 * the same servers.
 *
 * <p>Waiting is always for a condition with a deadline, generous enough for a busy two-core machine.
 */
@NullMarked
package dev.leat.testkit.server;

import org.jspecify.annotations.NullMarked;
