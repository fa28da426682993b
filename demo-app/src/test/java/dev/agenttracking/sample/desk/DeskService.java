// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.client.RestClient;

/** The service that people speak to: it has an orchestrator and several agents, and asks another service. */
@SpringBootApplication
@EnableAsync
@EnableResilientMethods
public class DeskService {

    /** Starts the service. */
    public static void main(String[] arguments) {
        SpringApplication.run(DeskService.class, arguments);
    }

    @Bean
    RestClient expert(RestClient.Builder builder, @Value("${desk.expert}") String address) {
        return builder.baseUrl(address).build();
    }

    /** From a method: tracked by a proxy, not by its generated subclass. */
    @Bean
    AdvisedAgent advisedAgent() {
        return new AdvisedAgent();
    }
}
