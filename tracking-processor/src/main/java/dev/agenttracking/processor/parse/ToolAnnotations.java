// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.model.AnnotationModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/**
 * The annotations by which Spring AI and LangChain4j find what a model may call. Both look at the methods of an object's own class,
 * which is the generated subclass, and annotations of methods and parameters are not inherited.
 *
 * <p><b>Source</b>: {@code MethodToolCallbackProvider} and {@code JsonSchemaGenerator} of Spring AI 2.0, {@code AbstractMcpToolProvider}
 * of mcp-annotations 0.8, {@code ToolSpecifications} and {@code ToolService} of LangChain4j 1.19.
 */
final class ToolAnnotations {

    private static final String SPRING_AI_TOOL = "org.springframework.ai.tool.annotation.Tool";

    private static final Set<String> ON_METHODS = Set.of(
            SPRING_AI_TOOL,
            "dev.langchain4j.agent.tool.Tool",
            "dev.langchain4j.agent.tool.CompensateFor",
            "dev.langchain4j.agentic.Agent");

    /** All that stands on methods in these packages: tools, prompts, resources, completions, and a client's handlers. */
    private static final List<String> MCP =
            List.of("org.springframework.ai.mcp.annotation.", "org.springaicommunity.mcp.annotation.");

    private static final List<String> ON_PARAMETERS = List.of(
            "org.springframework.ai.",
            "org.springaicommunity.mcp.",
            "dev.langchain4j.",
            "com.fasterxml.jackson.annotation.",
            "io.swagger.v3.oas.annotations.");

    private final AnnotationReader reader;

    ToolAnnotations(AnnotationReader reader) {
        this.reader = reader;
    }

    /** Whether the method is one that is looked for; annotations of what it overrides count for some of those who look. */
    static boolean isTool(FoundMethod method) {
        return method.declarations().stream().anyMatch(ToolAnnotations::isTool);
    }

    /** Whether those who look see only what an object's own class declares, so that they miss what cannot be overridden. */
    static boolean isSoughtInItsClassAlone(FoundMethod method) {
        return method.declarations().stream()
                .flatMap(declaration -> declaration.getAnnotationMirrors().stream())
                .anyMatch(mirror -> isMcp(Annotations.typeName(mirror)) || isSpringAiTool(mirror, new HashSet<>()));
    }

    /**
     * The method's own annotations of this kind. LangChain4j's are left out where the method's parameters have other types in the
     * subclass, as for {@code T} that became {@code String}: it would find both methods, and refuse two tools of one name.
     *
     * @param sameParameters whether the parameters have the same erasure in the subclass
     */
    List<AnnotationModel> ofMethod(FoundMethod method, TypeElement type, boolean sameParameters) {
        return copies(
                method.method().getAnnotationMirrors().stream()
                        .filter(mirror -> isNamed(mirror)
                                && (sameParameters
                                        || !Annotations.typeName(mirror).startsWith("dev.langchain4j.")))
                        .toList(),
                type);
    }

    /** What stands before the parameter and is read to describe it to a model. */
    List<AnnotationModel> ofParameter(VariableElement parameter, TypeElement type) {
        return copies(
                parameter.getAnnotationMirrors().stream()
                        .filter(ToolAnnotations::describes)
                        .toList(),
                type);
    }

    /** What is read of a parameter's type; an annotation that is also one of the parameter stands there already. */
    List<AnnotationModel> ofParameterType(VariableElement parameter, TypeElement type) {
        TypeMirror parameterType = parameter.asType();
        return copies(
                parameterType.getAnnotationMirrors().stream()
                        .filter(Nullness::isNullable)
                        .filter(mirror -> parameterType.getKind() == TypeKind.ARRAY
                                || !Annotations.has(parameter, Annotations.typeName(mirror)))
                        .toList(),
                type);
    }

    /** Whether nothing in the annotations of a tool is still to be generated. */
    static boolean isResolved(FoundMethod method) {
        List<Element> elements = new ArrayList<>(method.parameters());
        elements.add(method.method());
        return elements.stream()
                .flatMap(element -> element.getAnnotationMirrors().stream())
                .filter(mirror -> isNamed(mirror) || describes(mirror))
                .allMatch(AnnotationReader::isResolved);
    }

    private List<AnnotationModel> copies(List<? extends AnnotationMirror> mirrors, TypeElement type) {
        List<AnnotationModel> copies = new ArrayList<>();
        for (AnnotationMirror mirror : mirrors) {
            AnnotationModel copy = reader.read(mirror, type);
            if (copy != null) {
                copies.add(copy);
            }
        }
        return copies;
    }

    private static boolean isTool(ExecutableElement method) {
        return method.getAnnotationMirrors().stream()
                .anyMatch(mirror -> isNamed(mirror) || isSpringAiTool(mirror, new HashSet<>()));
    }

    private static boolean isNamed(AnnotationMirror mirror) {
        String name = Annotations.typeName(mirror);
        return ON_METHODS.contains(name) || isMcp(name);
    }

    private static boolean isMcp(String annotationType) {
        return MCP.stream().anyMatch(annotationType::startsWith);
    }

    /** Spring's annotations can be put on others, which then mean the same. */
    private static boolean isSpringAiTool(AnnotationMirror mirror, Set<String> seen) {
        String name = Annotations.typeName(mirror);
        return name.equals(SPRING_AI_TOOL)
                || (!name.startsWith("java.")
                        && seen.add(name)
                        && mirror.getAnnotationType().asElement().getAnnotationMirrors().stream()
                                .anyMatch(outer -> isSpringAiTool(outer, seen)));
    }

    private static boolean describes(AnnotationMirror mirror) {
        return Nullness.isNullable(mirror) || ON_PARAMETERS.stream().anyMatch(Annotations.typeName(mirror)::startsWith);
    }
}
