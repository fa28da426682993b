// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a test class: executions are recorded for the test to look at, in place of any database. Each test begins with none.
 *
 * <pre>{@code
 * @SpringBootTest
 * @RecordExecutions
 * class PsychologistAgentTest {
 *
 *     @Test
 *     void declinesSmallTalk(@Autowired PsychologistAgent psychologist, RecordedExecutions recorded) {
 *         psychologist.run("vault", "conversation", "Hello!");
 *
 *         assertThat(recorded).execution("PsychologistAgent").skipped().stages("should_respond");
 *     }
 * }
 * }</pre>
 *
 * <p>With a Spring context, tracking is on and samples nothing out, all other settings apply; {@link RecordedExecutions} is also a
 * bean, and {@code ExecutionAnalytics} answers from what is recorded. Without one, {@link RecordedExecutions#track} gives agents
 * that a test makes itself their recorder.
 *
 * <p><b>Threading</b>: tests that run at the same time on one context see each other's executions.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(RecordedExecutionsExtension.class)
public @interface RecordExecutions {}
