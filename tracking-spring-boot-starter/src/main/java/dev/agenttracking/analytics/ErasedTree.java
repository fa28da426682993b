// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What of a call tree goes when somebody's executions are erased: all of it where nobody else is named in it, else those
 * executions and all that they called.
 *
 * @param isShared whether somebody else is named in it
 * @param ids those that go. What the request names comes last, and what is called before what calls it, so that the rest is found
 *     again wherever erasing is broken off.
 */
record ErasedTree(boolean isShared, List<UUID> ids) {

    static ErasedTree of(List<Node> nodes) {
        boolean shared = nodes.stream().anyMatch(Node::isOthers);
        Map<UUID, Node> byId = new HashMap<>();
        nodes.forEach(node -> byId.put(node.id(), node));
        List<Node> going = new ArrayList<>();
        for (Node node : nodes) {
            if (!shared || isUnderMatch(node, byId)) {
                going.add(node);
            }
        }
        going.sort(Comparator.comparing(Node::matches)
                .thenComparing(Comparator.comparingInt(Node::depth).reversed())
                .thenComparing(Node::id));
        return new ErasedTree(shared, going.stream().map(Node::id).toList());
    }

    private static boolean isUnderMatch(Node node, Map<UUID, Node> byId) {
        Node above = node;
        for (int i = 0; above != null && i <= byId.size(); i++) {
            if (above.matches()) {
                return true;
            }
            above = above.parent() == null ? null : byId.get(above.parent());
        }
        return false;
    }

    /**
     * An execution in the tree.
     *
     * @param matches whether the request names it
     * @param isOthers whether it is somebody else's, not nobody's
     */
    record Node(UUID id, @Nullable UUID parent, int depth, boolean matches, boolean isOthers) {}
}
