// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import dev.agenttracking.processor.model.SourceLocation;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/** Looks at source text, as far as the compiler lets one. */
public interface SourceLocator {

    /** Where the type is declared. */
    SourceLocation locate(TypeElement type);

    /** Reports local and anonymous classes with annotations in a top-level type; they are no elements that a round shows. */
    void reportLocalClasses(TypeElement topLevelType);

    /**
     * Reports, once the rounds are over, the calls that objects make on themselves and that nobody records.
     *
     * @param subclasses whether a generated subclass records, which sees all but calls by {@code super}
     */
    void reportEscapingCalls(TrackedCalls calls, boolean subclasses);

    /** With javac's trees where there are any; other compilers tell neither lines nor local classes nor calls. */
    static SourceLocator of(ProcessingEnvironment environment, Diagnostics diagnostics) {
        try {
            ProcessingEnvironment javac = WrappedEnvironment.unwrap(environment);
            return new TreeSourceLocator(environment, Trees.instance(javac), JavacTask.instance(javac), diagnostics);
        } catch (Throwable unavailable) {
            return new SourceLocator() {
                @Override
                public SourceLocation locate(TypeElement type) {
                    return byConvention(type);
                }

                @Override
                public void reportLocalClasses(TypeElement topLevelType) {}

                @Override
                public void reportEscapingCalls(TrackedCalls calls, boolean subclasses) {}
            };
        }
    }

    /** The file that a public class would stand in. */
    static SourceLocation byConvention(TypeElement type) {
        Element outermost = type;
        while (outermost.getEnclosingElement() instanceof TypeElement outer) {
            outermost = outer;
        }
        return new SourceLocation(outermost.getSimpleName() + ".java", 0);
    }
}
