// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.demo.world.Lexicon;
import dev.agenttracking.demo.world.StoryWorld;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.stereotype.Component;

/** What every agent works with. */
@Component
record AgentTools(StoryWorld world, Lexicon lexicon, ChatModel model) {}
