// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

/** Which instance of an application sees to what all of them record. */
public enum AlertDuty {
    /** This one. */
    OURS,
    /** Another: what this one knows of rules is out of date from now on. */
    OTHERS,
    /** Nobody can say just now: rules stay as they are. */
    UNKNOWN
}
