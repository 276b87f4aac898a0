/**
 * What the pipeline owns on the server, the slot and the publication, and the cursor that it keeps beside the slot.
 *
 * <p>The slot is where reading resumes. The cursor is stored before the server is told, so a slot behind it is normal and a
 * slot ahead of it was moved by somebody else.
 */
@NullMarked
package dev.leat.capture.postgres.slot;

import org.jspecify.annotations.NullMarked;
