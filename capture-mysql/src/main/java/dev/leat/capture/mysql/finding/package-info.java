/**
 * What {@code leat check} can find at a MySQL or MariaDB source, and why each of it matters.
 *
 * <p>The code, its severities and its reason are the same wherever a finding is made, and stand in
 * {@code docs/reference/findings.md} in these very words; what was found and what mends it are for whoever finds it.
 */
@NullMarked
package dev.leat.capture.mysql.finding;

import org.jspecify.annotations.NullMarked;
