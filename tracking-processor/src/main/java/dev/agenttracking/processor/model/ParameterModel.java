// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import com.palantir.javapoet.TypeName;
import dev.agenttracking.annotation.runtime.TrackedMethod.Role;

/**
 * A parameter of a constructor or method.
 *
 * @param name its name in source
 * @param type its type, an array for a varargs parameter
 * @param role what becomes of its value
 * @param sensitive whether its value is hidden
 * @param optional whether it may be left out
 */
public record ParameterModel(String name, TypeName type, Role role, boolean sensitive, boolean optional) {}
