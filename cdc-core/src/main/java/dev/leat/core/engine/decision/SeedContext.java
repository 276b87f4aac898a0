package dev.leat.core.engine.decision;

/** What everything that reads beside the stream works with. */
record SeedContext(
        CoreSettings settings,
        Actions actions,
        Timers timers,
        Backoff backoff,
        Fanout fanout,
        InFlightBytes bytes,
        RecordedBatches recorded,
        ReadPause readPause,
        StreamState stream,
        AckFrontier frontier) {
    Rules rules() {
        return settings.rules();
    }
}
