package dev.leat.capture.postgres.snapshot;

/**
 * One column of a key by which rows are read.
 *
 * @param column its name
 * @param operators how the server orders its values
 */
public record KeyPart(String column, KeyOperators operators) {}
