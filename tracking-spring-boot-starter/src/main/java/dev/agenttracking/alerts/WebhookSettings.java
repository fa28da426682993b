// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts are sent.
 *
 * @param secret the key of signatures, null for none
 * @param timeout how long one attempt may take
 * @param queueCapacity how many may wait
 * @param attempts how many there are for each
 * @param backoff after how long the second is made; twice as long after each further one, up to a minute
 */
public record WebhookSettings(
        URI url, @Nullable String secret, Duration timeout, int queueCapacity, int attempts, Duration backoff) {

    /** Neither the secret nor the address's path, which may have one in it. */
    @Override
    public String toString() {
        return "WebhookSettings[" + host() + "]";
    }

    String host() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
