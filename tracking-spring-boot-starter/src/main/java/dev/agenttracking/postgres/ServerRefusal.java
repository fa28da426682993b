// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.writer.RejectedRecordException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server says of a row that it refuses, without the row: its details quote values ("Failing row contains …"), so does its
 * context ("COPY …, column input_data: …"), and the driver quotes a batch's parameters. What is left is the sentence, its state,
 * and the names of table, column and constraint, so that it can be logged and kept.
 *
 * <p><b>Threading</b>: stateless.
 */
final class ServerRefusal {

    private static final String UNIQUE_VIOLATION = "23505";

    /** As PostgreSQL names it: after its table, or after the partition. */
    private static final String PRIMARY_KEY_ENDING = "_pkey";

    private static final Pattern QUOTED_VALUE = Pattern.compile(": \".*\"\\s*$", Pattern.DOTALL);

    private ServerRefusal() {}

    /** The refusal of a record, with a cause that quotes nothing either. */
    static RejectedRecordException of(SQLException refusal) {
        SQLException safe = withoutContent(refusal);
        return new RejectedRecordException(String.valueOf(safe.getMessage()), safe);
    }

    /** The exception itself where the server has not said anything in it, else one with the same state and stack. */
    static SQLException withoutContent(SQLException failure) {
        ServerErrorMessage server = serverMessage(failure);
        if (server == null && !(failure instanceof BatchUpdateException)) {
            return failure;
        }
        String message = server == null ? "The server refuses a batch" : sentence(server);
        SQLException safe = new SQLException(message, failure.getSQLState(), failure.getErrorCode());
        safe.setStackTrace(failure.getStackTrace());
        return safe;
    }

    /** Whether a row with the same primary key is there, and not one that an index of the application's compares. */
    static boolean isOfPrimaryKey(SQLException refusal) {
        ServerErrorMessage server = serverMessage(refusal);
        String constraint = server == null ? null : server.getConstraint();
        return UNIQUE_VIOLATION.equals(refusal.getSQLState())
                && constraint != null
                && constraint.endsWith(PRIMARY_KEY_ENDING);
    }

    private static @Nullable ServerErrorMessage serverMessage(SQLException failure) {
        SQLException next = failure;
        for (int i = 0; i < 5 && next != null; i++) {
            if (next instanceof PSQLException told && told.getServerErrorMessage() != null) {
                return told.getServerErrorMessage();
            }
            next = next.getNextException();
        }
        return failure.getCause() instanceof PSQLException cause ? cause.getServerErrorMessage() : null;
    }

    private static String sentence(ServerErrorMessage server) {
        StringBuilder text = new StringBuilder();
        text.append(server.getSeverity()).append(": ");
        text.append(QUOTED_VALUE.matcher(String.valueOf(server.getMessage())).replaceAll(""));
        append(text, "table", server.getTable());
        append(text, "column", server.getColumn());
        append(text, "constraint", server.getConstraint());
        return text.toString();
    }

    private static void append(StringBuilder text, String what, @Nullable String name) {
        if (name != null) {
            text.append(", ").append(what).append(' ').append(name);
        }
    }
}
