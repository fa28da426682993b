// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import com.palantir.javapoet.TypeName;

/**
 * A method that the generated subclass overrides.
 *
 * @param name its name in source
 * @param signature what it takes and throws
 * @param returnType what it returns
 * @param result how the result is treated
 * @param tracking what is recorded
 */
public record MethodModel(
        String name, Signature signature, TypeName returnType, ResultKind result, TrackingModel tracking) {}
