package dev.leat.core.engine.decision;

/** What waits in a lane: a write, a marker, or a barrier that stands in all lanes of the sink at once. */
sealed interface LaneItem permits LaneWrite, LaneBarrier, LaneMarker {}
