package dev.leat.capture.mysql.snapshot;

import dev.leat.capture.mysql.gtid.GtidSet;

/**
 * What the stream will not deliver again.
 *
 * @param executed with GTIDs: these transactions; not to be changed
 * @param sequence everything that begins before the place of this number, but for what GTIDs tell
 */
public record StreamBegin(GtidSet executed, long sequence) {}
