// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Statements on connections of somebody else's pool, and values that they take. */
final class Statements {

    private Statements() {}

    /** A statement without a name: a named one would stay behind in a session that a pooler gives to others. */
    static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            return statement;
        } catch (Throwable e) {
            statement.close();
            throw e;
        }
    }

    /** A text as a COPY would store it in an indexed column: without what PostgreSQL refuses, and not too long. */
    static @Nullable String key(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String clean = text.replace('\0', '\uFFFD');
        if (clean.length() <= CopyTable.MAX_KEY_CHARS) {
            return clean;
        }
        boolean cutsCharacter = Character.isHighSurrogate(clean.charAt(CopyTable.MAX_KEY_CHARS - 1));
        return clean.substring(0, CopyTable.MAX_KEY_CHARS - (cutsCharacter ? 1 : 0));
    }
}
