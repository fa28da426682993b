// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test.story;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;

/** Has no database: that of the class path belongs to other tests. */
@SpringBootApplication(exclude = DataSourceAutoConfiguration.class)
class StoryApplication {}
