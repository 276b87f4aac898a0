package dev.leat.testkit.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A part of a plugin, some of whose methods do something else than they promise. */
final class Spoiled {
    private Spoiled() {}

    /** What a method does instead. */
    interface Method {
        /** Does it, with {@code sound} being what it should do. */
        @Nullable
        Object call(Callable<@Nullable Object> sound, @Nullable Object[] arguments) throws Exception;
    }

    /** @param methods the spoiled ones by their names */
    static <T> T of(Class<T> type, T sound, Map<String, Method> methods) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Callable<@Nullable Object> call = () -> {
                        try {
                            return method.invoke(sound, given);
                        } catch (InvocationTargetException failure) {
                            throw failure.getCause() instanceof Exception cause ? cause : failure;
                        }
                    };
                    Method spoiled = methods.get(method.getName());
                    return spoiled == null ? call.call() : spoiled.call(call, given == null ? new Object[0] : given);
                }));
    }
}
