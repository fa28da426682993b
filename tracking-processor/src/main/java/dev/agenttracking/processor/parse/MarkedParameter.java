// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.annotation.runtime.TrackedMethod.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;

/**
 * A parameter with the markers of the nearest declaration that has any for it.
 *
 * @param parameter the parameter of the method itself
 * @param name its name, from a declaration that knows it
 * @param roles what its markers say, in the order in which they count
 * @param sensitive whether any declaration hides it
 * @param optional whether any declaration says that it may be null or empty
 */
record MarkedParameter(VariableElement parameter, String name, List<Role> roles, boolean sensitive, boolean optional) {

    /** A marker that another one makes useless. */
    record Conflict(VariableElement place, String marker, VariableElement winnersPlace, String winner) {}

    static List<MarkedParameter> of(FoundMethod method) {
        List<MarkedParameter> parameters = new ArrayList<>();
        for (int i = 0; i < method.parameters().size(); i++) {
            parameters.add(of(method, i));
        }
        return parameters;
    }

    /** The role of each parameter; no two have the same, but for {@link Role#INPUT}. */
    static List<Role> rolesOf(List<MarkedParameter> parameters) {
        List<Role> roles = new ArrayList<>();
        for (MarkedParameter parameter : parameters) {
            Role role =
                    parameter.roles().isEmpty() ? Role.INPUT : parameter.roles().get(0);
            roles.add(roles.contains(role) ? Role.INPUT : role);
        }
        return roles;
    }

    static List<Conflict> conflicts(List<MarkedParameter> parameters) {
        List<Conflict> conflicts = new ArrayList<>();
        Map<Role, VariableElement> winners = new EnumMap<>(Role.class);
        for (MarkedParameter marked : parameters) {
            for (int i = 0; i < marked.roles().size(); i++) {
                Role role = marked.roles().get(i);
                VariableElement winner = i > 0 ? marked.parameter() : winners.putIfAbsent(role, marked.parameter());
                if (winner != null) {
                    Role winning = i > 0 ? marked.roles().get(0) : role;
                    conflicts.add(new Conflict(marked.parameter(), markerOf(role), winner, markerOf(winning)));
                }
            }
        }
        return conflicts;
    }

    private static MarkedParameter of(FoundMethod method, int index) {
        VariableElement own = method.parameters().get(index);
        String name = own.getSimpleName().toString();
        List<Role> roles = List.of();
        boolean sensitive = false;
        boolean optional = false;
        for (ExecutableElement declaration : method.declarations()) {
            VariableElement declared = declaration.getParameters().get(index);
            if (roles.isEmpty()) {
                roles = declaredRoles(declared);
            }
            sensitive |= Annotations.has(declared, Annotations.SENSITIVE);
            optional |= Nullness.mayBeLeftOut(declared);
            if (name.equals("arg" + index)) {
                name = declared.getSimpleName().toString();
            }
        }
        return new MarkedParameter(own, name, roles, sensitive, optional);
    }

    private static List<Role> declaredRoles(VariableElement parameter) {
        return TrackingRules.ROLES.entrySet().stream()
                .filter(entry -> Annotations.has(parameter, Annotations.PACKAGE + entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String markerOf(Role role) {
        return TrackingRules.ROLES.entrySet().stream()
                .filter(entry -> entry.getValue() == role)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
