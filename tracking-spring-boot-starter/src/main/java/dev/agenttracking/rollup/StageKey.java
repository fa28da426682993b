// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which stage of which agent a sum is of, over all vaults. */
public record StageKey(String agent, String stage) implements RollupKey<StageKey> {

    static StageKey of(ResultSet row) throws SQLException {
        return new StageKey(row.getString("agent_name"), row.getString("stage"));
    }

    @Override
    public StageKey ofAllVaults() {
        return this;
    }

    @Override
    public List<StageKey> stored() {
        return List.of(this);
    }

    @Override
    public void putInto(Map<String, @Nullable Object> columns) {
        columns.put("agent_name", agent);
        columns.put("stage", stage);
    }
}
