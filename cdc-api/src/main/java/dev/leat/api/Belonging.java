package dev.leat.api;

/**
 * Something that a pipeline made for itself, on its source or in a target, and that stays when the pipeline stops. Rows in
 * a target are not among them.
 *
 * @param object what it is, by name, such as {@code replication slot leat_shop}
 * @param command what removes it by hand
 * @param removal removes it, and does nothing when it is gone already; throws a {@link CdcException} when it can't. Called
 *     at most once, by the thread that asked for the belongings, before their owner is closed
 */
public record Belonging(String object, String command, Runnable removal) {}
