// SPDX-License-Identifier: Apache-2.0
/** The demo's entry: the web application, or the command line. */
@NullMarked
package dev.agenttracking.demo;

import org.jspecify.annotations.NullMarked;
