// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;

/** What an aspect costs that does nothing. */
@Aspect
public class EmptyAspect {

    /** Goes on. */
    @Around("execution(* dev.agenttracking.benchmark.StagedAgent.*(..))")
    public Object around(ProceedingJoinPoint call) throws Throwable {
        return call.proceed();
    }
}
