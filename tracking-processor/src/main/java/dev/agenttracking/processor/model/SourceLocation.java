// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

/**
 * Where a class is declared.
 *
 * @param file the source file's name without folders
 * @param line the line of the class's name, 0 where the compiler does not tell
 */
public record SourceLocation(String file, int line) {}
