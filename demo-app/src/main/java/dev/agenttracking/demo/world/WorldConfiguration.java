// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;

/** Reads the story at the start. */
@Configuration(proxyBeanMethods = false)
class WorldConfiguration {

    @Bean
    StoryWorld storyWorld(@Value("${demo.world}") Resource file) {
        try (InputStream json = file.getInputStream()) {
            return WorldReader.read(json, file.getDescription());
        } catch (IOException e) {
            throw new MalformedWorldException(file.getDescription(), List.of("it cannot be opened"), e);
        }
    }

    @Bean
    Lexicon lexicon(StoryWorld world) {
        return new Lexicon(world);
    }
}
