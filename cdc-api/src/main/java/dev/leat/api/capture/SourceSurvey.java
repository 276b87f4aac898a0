package dev.leat.api.capture;

import dev.leat.api.Finding;
import dev.leat.api.schema.TableId;
import java.util.List;

/**
 * What a source has to offer to somebody who begins to write a pipeline file.
 *
 * @param defaultSchema the schema whose tables are selected when a file names none
 * @param tables every table that a pattern could select, ordered by name
 * @param findings what concerns the source as a whole
 */
public record SourceSurvey(String defaultSchema, List<SurveyedTable> tables, List<Finding> findings) {
    /** Copies the lists. */
    public SourceSurvey {
        tables = List.copyOf(tables);
        findings = List.copyOf(findings);
    }

    /**
     * One table.
     *
     * @param table its name
     * @param columns in their order
     * @param keyColumns the names of the columns that tell its rows apart, in the order of the key; empty: there is no key
     * @param estimatedRows as the source's own statistics have it; negative when they have nothing
     * @param findings what is to be known about it; with an error among them it can't be captured as it is
     */
    public record SurveyedTable(
            TableId table,
            List<SurveyedColumn> columns,
            List<String> keyColumns,
            long estimatedRows,
            List<Finding> findings) {
        /** Copies the lists. */
        public SurveyedTable {
            columns = List.copyOf(columns);
            keyColumns = List.copyOf(keyColumns);
            findings = List.copyOf(findings);
        }

        /** Whether it can be captured as it is. */
        public boolean canBeCaptured() {
            return findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        }
    }

    /**
     * One column.
     *
     * @param name exact and case-sensitive
     * @param type as the source writes it, such as {@code numeric(10,2)}
     */
    public record SurveyedColumn(String name, String type) {}
}
