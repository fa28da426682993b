// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

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

    /** With javac's trees where there are any; other compilers tell neither lines nor local classes. */
    static SourceLocator of(ProcessingEnvironment environment, Diagnostics diagnostics) {
        try {
            return new TreeSourceLocator(Trees.instance(environment), diagnostics);
        } catch (Throwable unavailable) {
            return new SourceLocator() {
                @Override
                public SourceLocation locate(TypeElement type) {
                    return byConvention(type);
                }

                @Override
                public void reportLocalClasses(TypeElement topLevelType) {}
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
