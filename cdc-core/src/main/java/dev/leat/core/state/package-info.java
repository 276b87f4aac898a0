/**
 * Small durable values of one pipeline, in files.
 *
 * <p>A value is written beside the old one, forced to disk and renamed over it, so a crash leaves the old or the new one
 * whole. A file that is damaged, cut or newer than this program is refused by name; it is never read as absent, because
 * that would mean starting afresh. Only the owner of the folder's lock writes, and every owner has a higher term than the
 * last.
 */
@NullMarked
package dev.leat.core.state;

import org.jspecify.annotations.NullMarked;
