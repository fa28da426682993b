// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has all tests wait for longer than a busy machine needs: what they wait for is what counts, not how long it takes. Found by
 * JUnit itself.
 */
public final class Patience implements BeforeAllCallback {

    private static final Duration AT_MOST = Duration.ofMinutes(1);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(AT_MOST);
    }
}
