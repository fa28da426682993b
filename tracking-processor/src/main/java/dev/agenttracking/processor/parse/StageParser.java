// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import dev.agenttracking.processor.model.StageModel;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;

/** Finds the distinct stages of a class. Several methods may be the same stage; it is required where one of them says so. */
final class StageParser {

    private final TypeElement type;
    private final Diagnostics diagnostics;
    private final Map<String, StageModel> byName = new LinkedHashMap<>();
    private final Map<String, String> placeByName = new LinkedHashMap<>();
    private final Map<String, String> nameByConstant = new LinkedHashMap<>();
    private final Map<String, Response> responseByName = new LinkedHashMap<>();

    /** A stage's contract, and the method that it was first seen at. */
    private record Response(String type, Object shown, String place) {}

    StageParser(TypeElement type, Diagnostics diagnostics) {
        this.type = type;
        this.diagnostics = diagnostics;
    }

    /** The stages by kind, then by name. */
    List<StageModel> parse(List<FoundMethod> methods) {
        for (FoundMethod method : methods) {
            TrackingRules.Found stage = TrackingRules.stage(method);
            if (stage != null) {
                add(method, stage);
            }
        }
        return byName.values().stream()
                .sorted(Comparator.comparing(StageModel::kind).thenComparing(StageModel::name))
                .toList();
    }

    static String name(TrackingRules.Found stage) {
        String given = Annotations.text(stage.mirror(), "name");
        return given.isEmpty() ? kind(stage).storedName() : given;
    }

    private void add(FoundMethod method, TrackingRules.Found stage) {
        String name = name(stage);
        ExecutionStage kind = kind(stage);
        String constant = ConstantName.of(name);
        StageModel known = byName.get(name);
        checkResponse(method, stage, name);
        if (constant.isEmpty()) {
            report(method, stage, DiagnosticCode.STAGE_WITHOUT_CONSTANT, name, type.getSimpleName());
        } else if (known == null) {
            String other = nameByConstant.putIfAbsent(constant, name);
            if (other != null) {
                report(
                        method,
                        stage,
                        DiagnosticCode.STAGE_CONSTANT_CONFLICT,
                        other,
                        name,
                        type.getSimpleName(),
                        constant);
            }
            byName.put(name, new StageModel(name, kind, constant, required(stage)));
            placeByName.put(name, method.displayName());
        } else if (known.kind() != kind) {
            report(
                    method,
                    stage,
                    DiagnosticCode.STAGE_KIND_CONFLICT,
                    name,
                    type.getSimpleName(),
                    kind,
                    known.kind(),
                    Objects.requireNonNull(placeByName.get(name)));
        } else if (required(stage)) {
            byName.put(name, new StageModel(name, kind, constant, true));
        }
    }

    /** The hooks find a stage's contract by its name. */
    private void checkResponse(FoundMethod method, TrackingRules.Found stage, String name) {
        TypeMirror contract = ResponseParser.contract(stage.mirror());
        if (contract == null) {
            return;
        }
        Response own = new Response(contract.toString(), DeclarationChecker.shown(contract), method.displayName());
        Response known = responseByName.putIfAbsent(name, own);
        if (known != null && !known.type().equals(own.type())) {
            reportAt(
                    "response",
                    method,
                    stage,
                    DiagnosticCode.RESPONSE_CONFLICT,
                    name,
                    type.getSimpleName(),
                    own.shown(),
                    known.shown(),
                    known.place());
        }
    }

    private void report(FoundMethod method, TrackingRules.Found stage, DiagnosticCode code, Object... arguments) {
        reportAt("name", method, stage, code, arguments);
    }

    /** Another class's annotation may stand in another file or none; then the class is the place to look at. */
    private void reportAt(
            String element, FoundMethod method, TrackingRules.Found stage, DiagnosticCode code, Object... arguments) {
        if (!type.equals(stage.place().getEnclosingElement())) {
            diagnostics.reportAt(method.declaringType().equals(type) ? method.method() : type, code, arguments);
            return;
        }
        AnnotationValue value = Annotations.value(stage.mirror(), element);
        diagnostics.reportAt(stage.place(), stage.mirror(), value, code, arguments);
    }

    private static ExecutionStage kind(TrackingRules.Found stage) {
        return Objects.requireNonNull(TrackingRules.kind(stage.mirror()));
    }

    private static boolean required(TrackingRules.Found stage) {
        return Annotations.flag(stage.mirror(), "required", false);
    }
}
