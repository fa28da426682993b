// SPDX-License-Identifier: Apache-2.0
/**
 * What a tracked call costs its caller, beside what others cost: {@code mvn -pl tracking-spring-boot-starter -am -Pbenchmark
 * verify}. Compiled with the tests, run only so.
 */
package dev.agenttracking.benchmark;
