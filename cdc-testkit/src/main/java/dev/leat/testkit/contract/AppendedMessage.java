package dev.leat.testkit.contract;

/**
 * A message in a target that appends.
 *
 * @param content as a reader of the target sees it; of octets the base64
 * @param sequence of its transaction
 * @param ordinal its place in its transaction
 */
public record AppendedMessage(String content, long sequence, int ordinal) {}
