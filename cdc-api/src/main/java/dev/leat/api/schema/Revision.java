package dev.leat.api.schema;

/**
 * How often the rows of a table became others without a change of them being sent, as far as the source can tell: a command that
 * rewrites values, a partition that comes or goes. Both counts only ever rise, over restarts too.
 *
 * @param rewritten how often rows came, or got other values: the table has to be read once more
 * @param removed how often rows went: what is not read any more has to go from the targets. A new count holds from the batch
 *     without changes that announces the schema, which comes behind all rows that were sent before; one that comes with rows
 *     says nothing yet
 */
public record Revision(int rewritten, int removed) {
    /** Nothing of the kind is known. */
    public static final Revision NONE = new Revision(0, 0);

    /** The revision after rows were rewritten, removed, or both. */
    public Revision next(boolean rewrites, boolean removes) {
        return new Revision(rewritten + (rewrites ? 1 : 0), removed + (removes ? 1 : 0));
    }
}
