/**
 * What {@code leat check} can find of itself, whatever the plugins are, and why each of it matters.
 *
 * <p>The code, its severity and its reason stand in {@code docs/reference/findings.md} in these very words.
 */
@NullMarked
package dev.leat.core.finding;

import org.jspecify.annotations.NullMarked;
