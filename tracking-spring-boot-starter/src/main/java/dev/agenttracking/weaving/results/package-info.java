// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: results that end after their method has returned, one class a kind. Reactor, Reactive
 * Streams and Kotlin are optional: the classes that need them are loaded only where they are there. Used by {@code weaving} and
 * {@code autoconfigure} alone.
 */
@NullMarked
package dev.agenttracking.weaving.results;

import org.jspecify.annotations.NullMarked;
