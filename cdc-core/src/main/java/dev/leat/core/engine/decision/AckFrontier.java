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
    private @Nullable Position durable;

    AckFrontier(Rules rules) {
        this.rules = rules;
    }

    /** A new connection: what was not durable yet is delivered again. */
    void reconnect(int newConnection) {
        connection = newConnection;
        if (rules.holds(Rule.C1)) {
            deliveries.clear();
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

    /** The end of the durable prefix; null before the first. */
    @Nullable
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
        Position before = durable;
        if (position != null && (before == null || position.compareTo(before) > 0)) {
            durable = position;
        }
    }
}
