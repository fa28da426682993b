// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums that add up with others of their kind.
 *
 * <p><b>Threading</b>: used by one thread.
 *
 * @param <S> the kind
 */
public sealed interface Sums<S> permits ExecutionSums, StageSums, LlmSums {

    /** Adds the others. */
    void add(S others);

    /** Adds what {@link Rollup#counted} found. */
    void addCounted(ResultSet row) throws SQLException;

    /** Adds a row of the rollup's table. */
    void addStored(ResultSet row) throws SQLException;

    /** Puts what the columns of the rollup's table hold. */
    void putInto(Map<String, @Nullable Object> columns) throws SQLException;
}
