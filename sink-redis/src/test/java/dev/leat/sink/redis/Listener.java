package dev.leat.sink.redis;

import dev.leat.testkit.server.RedisServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** Listens on every channel of a server, from when it was made. */
final class Listener implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 60;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch listening = new CountDownLatch(1);
    private final JedisPubSub subscription = new JedisPubSub() {
        @Override
        public void onPSubscribe(String pattern, int count) {
            listening.countDown();
        }

        @Override
        public void onPMessage(String pattern, String channel, String message) {
            messages.add(channel + " " + message);
        }
    };
    private final Thread thread;

    Listener(RedisServer server) throws InterruptedException {
        thread = new Thread(
                () -> {
                    try (Jedis redis = new Jedis(URI.create(server.url()))) {
                        redis.psubscribe(subscription, "*");
                    }
                },
                "listener");
        thread.start();
        if (!listening.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no subscription");
        }
    }

    /** The next messages, each as channel, blank, text. */
    List<String> take(int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (taken.size() < count) {
            String message = messages.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("only " + taken + " came");
            }
            taken.add(message);
        }
        return taken;
    }

    @Override
    public void close() {
        subscription.punsubscribe();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
