// SPDX-License-Identifier: Apache-2.0
/** Internal: wiring and configuration properties. Nobody depends on this package. */
@NullMarked
package dev.agenttracking.autoconfigure;

import org.jspecify.annotations.NullMarked;
