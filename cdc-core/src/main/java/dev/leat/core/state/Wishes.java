package dev.leat.core.state;

import dev.leat.api.state.StateStore;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What an operator asked for while no process ran the pipeline, kept until the next run has acted on it. Thread-safe. */
public final class Wishes {
    private static final String NAME = "wishes";

    private final StateStore state;

    /** The wishes in this store, which the caller owns. */
    public Wishes(StateStore state) {
        this.state = state;
    }

    /** Asks for these tables to be seeded again, besides what was asked for before; durable when it returns. */
    public synchronized void requestReseed(TableScope tables) {
        TableScope wanted = reseed().map(tables::union).orElse(tables);
        ObjectNode json = StateJson.object();
        StateJson.putScope(json.putObject("reseed"), wanted);
        state.write(NAME, StateJson.write(json));
    }

    /** The tables that are to be seeded again; empty when nobody asked. */
    public Optional<TableScope> reseed() {
        return state.read(NAME)
                .map(json -> StateJson.read(NAME, json, node -> StateJson.scope(StateJson.member(node, "reseed"))));
    }

    /** Forgets the wishes, which were acted on durably. */
    public synchronized void clear() {
        state.delete(NAME);
    }
}
