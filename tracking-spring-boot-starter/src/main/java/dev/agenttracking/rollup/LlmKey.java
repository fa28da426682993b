// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose calls of which model a sum is of.
 *
 * @param model the one that was asked for
 * @param allVaults whether it is of all vaults
 * @param vaultId null for all, or for none
 * @param day in UTC, that of the begin of the executions
 */
public record LlmKey(
        String agent,
        @Nullable String provider,
        @Nullable String model,
        boolean allVaults,
        @Nullable String vaultId,
        LocalDate day)
        implements RollupKey<LlmKey> {

    static LlmKey of(ResultSet row) throws SQLException {
        return new LlmKey(
                row.getString("agent_name"),
                row.getString("provider"),
                row.getString("model"),
                row.getBoolean("all_vaults"),
                row.getString("vault_id"),
                row.getObject("day", LocalDate.class));
    }

    @Override
    public LlmKey ofAllVaults() {
        return new LlmKey(agent, provider, model, true, null, day);
    }

    @Override
    public List<LlmKey> stored() {
        return List.of(ofAllVaults(), this);
    }

    @Override
    public void putInto(Map<String, @Nullable Object> columns) {
        columns.put("agent_name", agent);
        columns.put("provider", provider);
        columns.put("model", model);
        columns.put("all_vaults", allVaults);
        columns.put("vault_id", vaultId);
    }
}
