// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test.story;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The application, for tests in other packages. */
@Configuration(proxyBeanMethods = false)
@Import(StoryApplication.class)
public class TestableStory {}
