package dev.leat.capture.mysql.catalog;

import dev.leat.api.schema.TableId;

/**
 * A constraint by which a change of another table's row changes rows of this one.
 *
 * @param child whose rows are changed
 * @param rules what happens, such as {@code ON DELETE CASCADE}
 */
public record ForeignKey(String name, TableId child, String rules) {}
