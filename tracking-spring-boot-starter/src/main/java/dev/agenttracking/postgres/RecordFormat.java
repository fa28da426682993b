// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.writer.RejectedRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the bytes of an execution hold: the tables and their columns, in order. As text it goes with the bytes to disk, so that
 * what one version of the library left there can be stored by another.
 *
 * <pre>{@code
 * agent-tracking rows 1
 * agent_executions(id uuid, root_execution_id uuid, …)
 * agent_execution_logs(id uuid, …)
 * }</pre>
 *
 * <p><b>Threading</b>: immutable.
 *
 * @param text all of it; the number says how the bytes are arranged, see {@link EncodedRows}
 */
record RecordFormat(String text, List<Table> tables) {

    /** That of this version of the library. */
    static final RecordFormat OWN = own();

    private static final String ARRANGEMENT = "agent-tracking rows 1";
    private static final Pattern TABLE = Pattern.compile("(agent_[a-z0-9_]{1,57})\\((.+)\\)");
    private static final Pattern COLUMN =
            Pattern.compile("([a-z_][a-z0-9_]{0,62}) ([a-z0-9]+(?: [a-z0-9]+)*(?:\\[])?)");

    /**
     * Reads what an encoder said of its bytes. The names come out as they can stand in a statement.
     *
     * @throws RejectedRecordException where the text is not such a format
     */
    static RecordFormat parse(String text) throws RejectedRecordException {
        if (text.equals(OWN.text)) {
            return OWN;
        }
        List<String> lines = text.lines().toList();
        if (lines.size() < 2 || !lines.get(0).equals(ARRANGEMENT)) {
            throw unknown(lines.isEmpty() ? "" : lines.get(0));
        }
        List<Table> tables = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            tables.add(table(line));
        }
        return new RecordFormat(text, List.copyOf(tables));
    }

    /** Whether this version of the library writes such bytes. */
    boolean isOwn() {
        return text.equals(OWN.text);
    }

    private static Table table(String line) throws RejectedRecordException {
        Matcher table = TABLE.matcher(line);
        if (!table.matches()) {
            throw unknown(line);
        }
        List<Column> columns = new ArrayList<>();
        for (String text : table.group(2).split(", ", -1)) {
            Matcher column = COLUMN.matcher(text);
            if (!column.matches()) {
                throw unknown(line);
            }
            columns.add(new Column(column.group(1), column.group(2)));
        }
        return new Table(table.group(1), List.copyOf(columns));
    }

    private static RejectedRecordException unknown(String line) {
        String shown = line.length() > 100 ? line.substring(0, 100) + "…" : line;
        String message = "The record is in a format that this version of agent tracking does not know: '" + shown + "'";
        return new RejectedRecordException(message, new IllegalArgumentException(message));
    }

    private static RecordFormat own() {
        List<Table> tables = TrackingTables.ALL.stream().map(Table::of).toList();
        String text = tables.stream().map(Table::text).collect(Collectors.joining("\n", ARRANGEMENT + "\n", "\n"));
        return new RecordFormat(text, tables);
    }

    /** A table and those of its columns that rows are made of. */
    record Table(String name, List<Column> columns) {

        private static Table of(CopyTable<?> written) {
            return new Table(
                    written.name(),
                    written.columns().stream()
                            .map(column -> new Column(column.name(), column.type()))
                            .toList());
        }

        /** The columns as a statement names them. */
        String columnNames() {
            return columns.stream().map(Column::name).collect(Collectors.joining(", "));
        }

        private String text() {
            return columns.stream()
                    .map(column -> column.name() + " " + column.type())
                    .collect(Collectors.joining(", ", name + "(", ")"));
        }
    }

    /**
     * A column.
     *
     * @param type as PostgreSQL's {@code format_type} names it
     */
    record Column(String name, String type) {}
}
