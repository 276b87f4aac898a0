package dev.leat.core.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
final class Nearest {
    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    /** The closest of {@code valid}, if it is close enough to be a slip; the first in order when several are. */
    static Optional<String> find(String found, Collection<String> valid) {
        if (found.isEmpty() || found.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String wanted = normal(found);
        String best = null;
        int bestDistance = Math.max(1, (wanted.length() + 1) / 3) + 1;
        for (String candidate : valid.stream().sorted().toList()) {
            int distance = distance(wanted, normal(candidate));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code ; did you mean "x"?}, or nothing. */
    static String hint(String found, Collection<String> valid) {
        return find(found, valid)
                .map(word -> "; did you mean \"" + word + "\"?")
                .orElse("");
    }

    /** camelCase and snake_case are no distance from kebab-case. */
    private static String normal(String word) {
        return word.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Insertions, deletions, substitutions and swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int substituted = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(substituted, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
