// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.AnalyticsJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NumericNode;

/**
 * Records as RFC 4180 has it: a header, lines that end with CR LF, and quotes where a comma or a quote asks for them. Columns are
 * the members of the records' JSON, arrays and objects are JSON themselves, and what is null is empty.
 *
 * <p>Texts stay in one line, and one that a spreadsheet would calculate (it begins with {@code =}, {@code +}, {@code -}, {@code @} or a
 * wide form of them) gets an apostrophe before it: much of what is stored was written by models and strangers. JSON has them as they are.
 */
final class CsvText {

    private static final String LINE_END = "\r\n";
    private static final String FORMULA = "=+-@＝＋－＠";

    private CsvText() {}

    static String of(List<String> columns, List<?> records) {
        StringBuilder csv = new StringBuilder(header(columns));
        records.forEach(each -> csv.append(line(columns, each)));
        return csv.toString();
    }

    private static String header(List<String> columns) {
        return String.join(",", columns) + LINE_END;
    }

    private static String line(List<String> columns, Object record) {
        JsonNode members = AnalyticsJson.tree(record);
        return columns.stream()
                .map(column -> cell(members.path(column)))
                .collect(Collectors.joining(",", "", LINE_END));
    }

    private static String cell(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value instanceof NumericNode && !Double.isNaN(value.asDouble())) {
            BigDecimal number = value.decimalValue();
            return number.signum() == 0 ? "0" : number.toPlainString();
        }
        return quoted(value.isString() ? harmless(value.stringValue()) : DisplayText.oneLine(value.toString()));
    }

    private static String harmless(String text) {
        String line = DisplayText.oneLine(text);
        return !line.isEmpty() && FORMULA.indexOf(line.charAt(0)) >= 0 ? "'" + line : line;
    }

    private static String quoted(String text) {
        return text.indexOf(',') < 0 && text.indexOf('"') < 0 ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
