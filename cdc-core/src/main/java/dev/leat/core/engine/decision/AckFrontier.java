package dev.leat.core.engine.decision;

import dev.leat.api.Position;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The longest prefix of deliveries, in receive order, that is durable in every sink. Only positions inside it may be
 * confirmed. Deliveries of an earlier connection never count (C1).
 */
final class AckFrontier {
    private final Rules rules;
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();
    private int connection;
    private Position durable;

    AckFrontier(Rules rules, Position start) {
        this.rules = rules;
        this.durable = start;
    }

    /**
     * A new connection: everything behind its start is delivered again. That it was durable before counts for nothing: while
     * it is written again, a sink without versions shows older rows.
     */
    void reconnect(int newConnection, Position start) {
        connection = newConnection;
        if (rules.holds(Rule.C1)) {
            deliveries.clear();
            durable = start;
        }
    }

    boolean isCurrent(Delivery delivery) {
        return delivery.connection() == connection;
    }

    Delivery add(@Nullable Position position) {
        Delivery delivery = new Delivery(this, connection, position);
        deliveries.add(delivery);
        return delivery;
    }

    /** The end of the durable prefix. */
    Position durable() {
        return durable;
    }

    /** Nothing received is still on its way. */
    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    int size() {
        return deliveries.size();
    }

    void advance() {
        for (Delivery head = deliveries.peek(); head != null && head.isDurable(); head = deliveries.peek()) {
            deliveries.remove();
            raise(head.position());
        }
    }

    /** A position that counts at once, past everything that is on its way: only with C2 switched off. */
    void jump(Position position) {
        raise(position);
    }

    private void raise(@Nullable Position position) {
        if (position != null && position.compareTo(durable) > 0) {
            durable = position;
        }
    }
}
