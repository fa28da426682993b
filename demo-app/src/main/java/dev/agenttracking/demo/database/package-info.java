// SPDX-License-Identifier: Apache-2.0
/** The demo's own PostgreSQL: started where none runs, shared between processes, kept between starts. */
@NullMarked
package dev.agenttracking.demo.database;

import org.jspecify.annotations.NullMarked;
