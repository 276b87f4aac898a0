package dev.leat.core.engine.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * What an embedding process brings.
 *
 * @param threads makes every thread of a pipeline; threads are named and daemons
 * @param nanoTime a steady clock in nanoseconds
 * @param below a random number from 0 to below its argument
 */
public record Host(ThreadFactory threads, LongSupplier nanoTime, LongUnaryOperator below) {}
