/**
 * Who says whether a run was right. They share no code with the product: what a row must look like in a target is computed by
 * the source's own SQL from the documented mapping.
 */
@NullMarked
package dev.leat.acceptance.oracle;

import org.jspecify.annotations.NullMarked;
