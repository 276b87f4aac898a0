package dev.leat.cli;

import java.lang.reflect.Proxy;
import org.slf4j.LoggerFactory;

/**
 * The signals by which a process is asked to end. The JVM's own answer, a shutdown hook, can't choose the exit code; the
 * class that can, {@code sun.misc.Signal}, is in every JDK but not in the API that {@code --release} compiles against.
 */
final class Signals {
    private Signals() {}

    /** Calls {@code stop} on a thread of the JVM for each SIGINT, SIGTERM and SIGHUP. */
    static void onStop(Runnable stop) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object answer = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            stop.run();
                            return null;
                        }
                        return method.invoke(stop, arguments);
                    });
            for (String name : new String[] {"INT", "TERM", "HUP"}) {
                Object wanted = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, wanted, answer);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LoggerFactory.getLogger(Signals.class)
                    .warn("this JVM hands on no signals: SIGTERM ends the process without draining", e);
        }
    }
}
