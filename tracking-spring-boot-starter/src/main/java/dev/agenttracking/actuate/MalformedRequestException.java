// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

/** A request says what cannot be; the message tells its sender what can. */
final class MalformedRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedRequestException(String message) {
        super(message);
    }
}
