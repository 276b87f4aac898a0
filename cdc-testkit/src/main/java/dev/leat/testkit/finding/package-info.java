/**
 * What a plugin owes each code of its findings: a row on its reference page, in the code's own words, and a test that provokes
 * it.
 *
 * <p>Tests name what they provoke by an annotation, so that a code without a test fails the build.
 */
@NullMarked
package dev.leat.testkit.finding;

import org.jspecify.annotations.NullMarked;
