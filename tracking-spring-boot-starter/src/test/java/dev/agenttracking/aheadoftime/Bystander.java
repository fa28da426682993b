// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.aheadoftime;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import org.springframework.context.annotation.Configuration;

/** A lite configuration class, which nothing but its generated subclass extends. */
@Configuration(proxyBeanMethods = false)
class Bystander {

    @TrackExecution
    public String watch(String scene) {
        return see(scene);
    }

    @Stage(ExecutionStage.PRE_PROCESS)
    String see(String scene) {
        return scene + " seen";
    }
}
