// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.expert;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The service that is asked: it has one agent, and takes its caller from the request. */
@SpringBootApplication
@RestController
public class ExpertService {

    private final ExpertAgent agent;

    ExpertService(ExpertAgent agent) {
        this.agent = agent;
    }

    /** Starts the service. */
    public static void main(String[] arguments) {
        SpringApplication.run(ExpertService.class, arguments);
    }

    @PostMapping("/look")
    String look() {
        return agent.look();
    }

    @PostMapping("/ponder")
    String ponder() {
        return agent.ponder();
    }
}
