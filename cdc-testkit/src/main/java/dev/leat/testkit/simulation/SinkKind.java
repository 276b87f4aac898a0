package dev.leat.testkit.simulation;

/**
 * What a target can do.
 *
 * @param versioned whether it compares versions; otherwise the last write wins
 * @param acceptsPartial whether an update may leave a column alone
 * @param keyed whether rows are found by key, so that changes may be reduced to the last one
 * @param storesMarksWithRows whether each write stores the marks that come with it
 */
record SinkKind(boolean versioned, boolean acceptsPartial, boolean keyed, boolean storesMarksWithRows) {
    static final SinkKind VERSIONED = new SinkKind(true, false, true, false);
    static final SinkKind UNVERSIONED = new SinkKind(false, true, true, false);

    static SinkKind random(Chance chance) {
        boolean versioned = chance.percent(50);
        boolean partial = chance.percent(versioned ? 30 : 70);
        return new SinkKind(versioned, partial, chance.percent(90), chance.percent(30));
    }

    @Override
    public String toString() {
        return (versioned ? "versioned" : "last-write-wins")
                + (acceptsPartial ? ",partial" : "")
                + (keyed ? "" : ",every-change")
                + (storesMarksWithRows ? ",marks-with-rows" : "");
    }
}
