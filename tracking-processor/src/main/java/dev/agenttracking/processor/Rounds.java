// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import dev.agenttracking.processor.model.AgentClass;
import dev.agenttracking.processor.model.ResponseModel;
import dev.agenttracking.processor.parse.ClassParser;
import dev.agenttracking.processor.parse.ParsedClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/**
 * Takes each class through two rounds. In the first one that knows its supertypes: stages and hooks, which need no signatures,
 * and which the class's own source may refer to; hooks wait until the types of the response contracts are known. In a later one,
 * with elements fetched again: reports, subclass and catalogue entry; by then Lombok has added its constructors, and other
 * processors the types that signatures name.
 *
 * <p>The first step's files make sure that there is a next round. Reports of classes without any come in the last one. A class
 * with supertypes that nobody generated is left to the compiler.
 */
final class Rounds {

    private final KnownTypes types;
    private final ClassParser parser;
    private final Output output;
    private final Consumer<TypeElement> localClassCheck;
    private final Diagnostics diagnostics;
    private final Set<String> withoutHooks = new HashSet<>();
    private List<String> first = new ArrayList<>();
    private List<String> second = new ArrayList<>();

    Rounds(
            KnownTypes types,
            ClassParser parser,
            Output output,
            Consumer<TypeElement> localClassCheck,
            Diagnostics diagnostics) {
        this.types = types;
        this.parser = parser;
        this.output = output;
        this.localClassCheck = localClassCheck;
        this.diagnostics = diagnostics;
    }

    void process(RoundEnvironment round) {
        boolean last = round.processingOver();
        first.addAll(types.add(round.getRootElements()));
        List<String> waiting = second;
        second = new ArrayList<>();
        waiting.forEach(name -> guarded(name, type -> completeOrWait(name, type, last)));

        reportLocalClasses(round);
        List<String> fresh = first;
        first = new ArrayList<>();
        fresh.forEach(name -> guarded(name, type -> begin(name, type, last)));
    }

    private void begin(String name, TypeElement type, boolean last) throws IOException {
        if (!parser.isResolved(type)) {
            first.add(name);
            return;
        }
        if (!ClassParser.mentionsTracking(type)) {
            return;
        }
        if (last) {
            parser.parse(type);
            return;
        }
        second.add(name);
        AgentClass agent = parser.outline(type);
        if (agent != null) {
            output.writeStages(agent, type);
            if (!writeHooks(agent, type)) {
                withoutHooks.add(name);
            }
        }
    }

    /** False where a response contract names a type that is not there yet: it may be one of the stages just written. */
    private boolean writeHooks(AgentClass agent, TypeElement type) throws IOException {
        ResponseModel responses = parser.responses(type);
        if (responses != null) {
            output.writeHooks(agent, responses, type);
        }
        return responses != null;
    }

    private void completeOrWait(String name, TypeElement type, boolean last) throws IOException {
        if (!last && withoutHooks.contains(name)) {
            AgentClass agent = parser.outline(type);
            if (agent != null && !writeHooks(agent, type)) {
                second.add(name);
                return;
            }
            withoutHooks.remove(name);
        }
        if (!last && !parser.hasResolvedSignatures(type)) {
            second.add(name);
            return;
        }
        ParsedClass parsed = parser.parse(type);
        if (parsed != null && !last) {
            output.write(parsed, type);
        }
    }

    private void reportLocalClasses(RoundEnvironment round) {
        for (TypeElement type : ElementFilter.typesIn(round.getRootElements())) {
            if (type.getNestingKind() == NestingKind.TOP_LEVEL) {
                guarded(type.getQualifiedName().toString(), localClassCheck::accept);
            }
        }
    }

    private void guarded(String name, Step step) {
        TypeElement type = types.find(name);
        if (type == null) {
            return;
        }
        try {
            step.take(type);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            reportDefect(type, e);
        }
    }

    private void reportDefect(Element type, Throwable defect) {
        StackTraceElement[] trace = defect.getStackTrace();
        String place = trace.length == 0 ? "" : " at " + trace[0];
        diagnostics.reportAt(type, DiagnosticCode.INTERNAL_ERROR, type, defect + place);
    }

    /** One step of a class's way. */
    private interface Step {
        void take(TypeElement type) throws IOException;
    }
}
