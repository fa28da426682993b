// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import java.util.HashMap;
import java.util.Map;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.TypeElement;

/** The agent names of one compilation. Only a message comes from it, no file: so the processor stays an isolating one. */
final class AgentNames {

    private final Map<String, String> owners = new HashMap<>();
    private final Diagnostics diagnostics;

    AgentNames(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    void claim(String agent, TypeElement type) {
        String name = type.getQualifiedName().toString();
        String owner = owners.putIfAbsent(agent, name);
        if (owner == null || owner.equals(name)) {
            return;
        }
        AnnotationMirror mirror = Annotations.find(type, Annotations.TRACK_EXECUTION);
        AnnotationValue value = mirror == null ? null : Annotations.value(mirror, "agent");
        if (mirror == null || value == null) {
            diagnostics.reportAt(type, DiagnosticCode.DUPLICATE_AGENT, agent, name, owner);
        } else {
            diagnostics.reportAt(type, mirror, value, DiagnosticCode.DUPLICATE_AGENT, agent, name, owner);
        }
    }
}
