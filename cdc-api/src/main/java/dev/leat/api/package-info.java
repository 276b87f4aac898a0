/**
 * What every plugin and the engine share: errors, findings and the identity of a place in a source's history.
 *
 * <p>The module depends on the JDK and JSpecify only, so that a plugin never meets the engine's libraries. Everything
 * public here is a promise; what a type guarantees is checked by the contract suites of {@code cdc-testkit}.
 */
@NullMarked
package dev.leat.api;

import org.jspecify.annotations.NullMarked;
