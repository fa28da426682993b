// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose executions a sum is of.
 *
 * @param vaultId null for all vaults; of what is counted, for none
 */
public record ExecutionKey(String agent, @Nullable String vaultId) implements RollupKey<ExecutionKey> {

    static ExecutionKey of(ResultSet row) throws SQLException {
        return new ExecutionKey(row.getString("agent_name"), row.getString("vault_id"));
    }

    @Override
    public ExecutionKey ofAllVaults() {
        return new ExecutionKey(agent, null);
    }

    @Override
    public List<ExecutionKey> stored() {
        return vaultId == null ? List.of(this) : List.of(ofAllVaults(), this);
    }

    @Override
    public void putInto(Map<String, @Nullable Object> columns) {
        columns.put("agent_name", agent);
        columns.put("vault_id", vaultId);
    }
}
