package dev.leat.cli;

import dev.leat.core.engine.runtime.PipelineState;
import dev.leat.core.engine.runtime.PipelineStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** What the pipelines are doing, in one line for a terminal. Belongs to one thread. */
final class Progress {
    private static final int MAX_WIDTH = 110;
    private static final int RATE_SAMPLES = 12;

    private final LongSupplier nanoTime;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long changes, long rows) {}

    Progress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The line for these statuses; rates are over the last lines. */
    String line(List<PipelineStatus> statuses) {
        Sample now = new Sample(
                nanoTime.getAsLong(),
                statuses.stream().mapToLong(PipelineStatus::delivered).sum(),
                statuses.stream().mapToLong(PipelineStatus::seeded).sum());
        Sample before = samples.isEmpty() ? now : samples.getFirst();
        samples.addLast(now);
        if (samples.size() > RATE_SAMPLES) {
            samples.removeFirst();
        }
        double seconds = Math.max(1e-9, (now.nanos - before.nanos) / 1e9);
        long rowRate = Math.round((now.rows - before.rows) / seconds);
        long changeRate = Math.round((now.changes - before.changes) / seconds);
        String names = statuses.size() == 1 ? statuses.get(0).pipeline() : statuses.size() + " pipelines";
        StringBuilder line = new StringBuilder(names).append(": ").append(states(statuses));
        if (statuses.stream().anyMatch(status -> status.state() == PipelineState.SEEDING)) {
            line.append(seeding(
                    now.rows,
                    rowRate,
                    statuses.stream().mapToLong(PipelineStatus::estimate).sum()));
        }
        line.append(String.format(Locale.ROOT, ", %d changes (%d/s)", now.changes, changeRate));
        long lag = statuses.stream().mapToLong(PipelineStatus::lagBytes).max().orElse(-1);
        if (lag >= 0) {
            line.append(String.format(Locale.ROOT, ", %.1f MiB behind", lag / (double) (1 << 20)));
        }
        long letters = statuses.stream().mapToLong(PipelineStatus::deadLetters).sum();
        if (letters > 0) {
            line.append(", ").append(letters).append(letters == 1 ? " dead letter" : " dead letters");
        }
        statuses.stream()
                .filter(status -> !status.waitingFor().isEmpty())
                .findFirst()
                .ifPresent(status -> line.append(", waiting for ").append(status.waitingFor()));
        statuses.stream()
                .filter(status -> !status.slowest().isEmpty())
                .findFirst()
                .ifPresent(status -> line.append(", slowed down by ").append(status.slowest()));
        return line.length() <= MAX_WIDTH ? line.toString() : line.substring(0, MAX_WIDTH - 1) + "…";
    }

    private static String seeding(long rows, long rate, long estimate) {
        if (estimate <= rows) {
            return String.format(Locale.ROOT, ", %d rows seeded (%d/s)", rows, rate);
        }
        String left = rate == 0 ? "" : ", about " + time((estimate - rows) / rate) + " left";
        return String.format(Locale.ROOT, ", %d of about %d rows seeded (%d/s)%s", rows, estimate, rate, left);
    }

    private static String time(long seconds) {
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    private static String states(List<PipelineStatus> statuses) {
        return statuses.stream()
                .collect(Collectors.groupingBy(PipelineStatus::state, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> statuses.size() == 1
                        ? entry.getKey().text()
                        : entry.getValue() + " " + entry.getKey().text())
                .collect(Collectors.joining(", "));
    }
}
