// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who writes the rows.
 *
 * @param name {@code spring.application.name}
 * @param version the application's build version
 * @param instance this process: host name, process id and four random digits, so that no two are alike
 */
record ServiceIdentity(@Nullable String name, @Nullable String version, String instance) {

    static ServiceIdentity of(@Nullable String name, @Nullable String version) {
        String host = System.getenv("HOSTNAME");
        String random = UUID.randomUUID().toString().substring(0, 4);
        String process = ProcessHandle.current().pid() + "-" + random;
        return new ServiceIdentity(name, version, host == null || host.isBlank() ? process : host + "-" + process);
    }
}
