// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import org.jspecify.annotations.Nullable;

/**
 * Of which vaults rows of a rollup are read.
 *
 * @param each those of each vault, not those of all together
 * @param vaultId those of one; null for no such restriction
 */
public record Vaults(boolean each, @Nullable String vaultId) {

    /** Those that sum up all vaults. */
    public static final Vaults ALL = new Vaults(false, null);

    /** Those of each. */
    public static final Vaults EACH = new Vaults(true, null);

    /** Those of one; null for those that sum up all. */
    public static Vaults of(@Nullable String vaultId) {
        return vaultId == null ? ALL : new Vaults(true, vaultId);
    }
}
