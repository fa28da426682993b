// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.UUID;

/** Names of processes: host name, process id and four random digits, so that no two are alike, two contexts of one included. */
final class InstanceId {

    private InstanceId() {}

    static String next() {
        String host = System.getenv("HOSTNAME");
        String process = ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 4);
        return host == null || host.isBlank() ? process : host + "-" + process;
    }
}
