package dev.leat.capture.mysql.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of a selection.
 *
 * @param tables those that can be captured, ordered by name
 * @param problems what keeps others from it, or would make them wrong; all of them are errors
 * @param remarks what is worth knowing of the others; none is an error
 */
public record Resolution(List<CapturedTable> tables, List<Finding> problems, List<Finding> remarks) {
    /** Copies the lists. */
    public Resolution {
        tables = List.copyOf(tables);
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
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
