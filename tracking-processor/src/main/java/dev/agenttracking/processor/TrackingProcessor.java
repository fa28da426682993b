// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import dev.agenttracking.processor.parse.ClassParser;
import dev.agenttracking.processor.parse.SourceLocator;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/**
 * Generates stages, validation hooks, the tracked subclass and the catalogue entry of each concrete class with tracked or stage
 * methods. It looks at all types, since a class may inherit such methods without carrying an annotation, and claims none.
 *
 * <p><b>Failure</b>: never throws; a defect of its own is an error at the class it happened with.
 *
 * <p><b>Order</b>: output does not depend on the order of the sources, nor on other processors running before or after.
 */
@SupportedAnnotationTypes("*")
@SupportedOptions(TrackingProcessor.WEAVING_OPTION)
public final class TrackingProcessor extends AbstractProcessor {

    /** {@code subclass}, the default, or {@code aspect}: no subclasses, for applications woven by AspectJ. */
    public static final String WEAVING_OPTION = "tracking.weaving";

    private @Nullable Rounds rounds;

    /** For the compiler. */
    public TrackingProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        Diagnostics diagnostics = Diagnostics.to(environment.getMessager());
        String weaving = environment.getOptions().getOrDefault(WEAVING_OPTION, "subclass");
        if (!weaving.equals("subclass") && !weaving.equals("aspect")) {
            diagnostics.report(DiagnosticCode.WEAVING_OPTION, weaving);
        }
        boolean subclasses = !weaving.equals("aspect");
        SourceLocator locator = SourceLocator.of(environment, diagnostics);
        KnownTypes known = new KnownTypes(environment.getElementUtils());
        ClassParser parser = new ClassParser(
                environment.getElementUtils(),
                environment.getTypeUtils(),
                locator,
                diagnostics,
                subclasses,
                known::contains);
        parser.reportEscapingCalls();
        rounds = new Rounds(
                known,
                parser,
                new Output(environment, diagnostics),
                subclasses ? locator::reportLocalClasses : type -> {},
                diagnostics);
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment environment) {
        if (rounds != null) {
            rounds.process(environment);
        }
        return false;
    }
}
