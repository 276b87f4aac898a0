package dev.leat.capture.postgres.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of a selection.
 *
 * @param tables those that can be captured, ordered by name
 * @param problems what keeps others from it; all of them are errors
 * @param skipped tables that a pattern matches and passes over; none is an error
 */
public record Resolution(List<CapturedTable> tables, List<Finding> problems, List<Finding> skipped) {
    /** Copies the lists. */
    public Resolution {
        tables = List.copyOf(tables);
        problems = List.copyOf(problems);
        skipped = List.copyOf(skipped);
    }

    /**
     * The tables of a selection without a problem.
     *
     * @throws CdcException CONFIG with all problems
     */
    public List<CapturedTable> orThrow() {
        if (!problems.isEmpty()) {
            throw new CdcException(
                    ErrorKind.CONFIG,
                    problems.stream()
                            .map(problem -> problem.message() + "; " + problem.remedy())
                            .collect(Collectors.joining("\n")));
        }
        return tables;
    }
}
