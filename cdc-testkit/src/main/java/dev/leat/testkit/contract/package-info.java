/**
 * Suites that every plugin passes on its real server: a plugin's test class extends one and says how its target is reached
 * and read. What a suite demands is what the javadoc of the SPI promises, no more.
 */
@NullMarked
package dev.leat.testkit.contract;

import org.jspecify.annotations.NullMarked;
