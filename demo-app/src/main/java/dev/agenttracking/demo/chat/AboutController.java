// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.chat;

import dev.agenttracking.demo.model.OfflineChatModel;
import dev.agenttracking.demo.world.StoryWorld;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /about}: what the page says of story and model. */
@RestController
class AboutController {

    private final StoryWorld world;
    private final ChatModel model;

    AboutController(StoryWorld world, ChatModel model) {
        this.world = world;
        this.model = model;
    }

    @GetMapping("/about")
    About about() {
        return new About(
                world.id(),
                world.title(),
                world.premise(),
                model.getOptions().getModel(),
                OfflineChatModel.NAME.equals(model.getOptions().getModel()));
    }

    /**
     * Story and model.
     *
     * @param offline whether no language model answers
     */
    record About(
            String world,
            String title,
            String premise,
            @Nullable String model,
            boolean offline) {}
}
