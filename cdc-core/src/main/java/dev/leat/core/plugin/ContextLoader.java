package dev.leat.core.plugin;

import java.util.function.Supplier;

/** Lends a thread a context class loader. */
final class ContextLoader {
    private ContextLoader() {}

    static <T> T call(ClassLoader loader, Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
