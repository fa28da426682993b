// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/** The processor behind a wrapped environment, as some IDEs do it: javac's trees are not to be had there. */
@SupportedAnnotationTypes("*")
final class WrappedProcessor extends AbstractProcessor {

    private final TrackingProcessor processor = new TrackingProcessor();
    private final List<String> written = new ArrayList<>();
    private final List<List<Element>> originatingElements = new ArrayList<>();
    private final boolean failing;

    private WrappedProcessor(boolean failing) {
        this.failing = failing;
    }

    static WrappedProcessor recording() {
        return new WrappedProcessor(false);
    }

    static WrappedProcessor failing() {
        return new WrappedProcessor(true);
    }

    List<String> written() {
        return written;
    }

    List<List<Element>> originatingElements() {
        return originatingElements;
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        Filer filer = environment.getFiler();
        Filer wrapped = wrap(Filer.class, filer, (method, arguments) -> {
            if (failing) {
                throw new IOException("the disk is gone");
            }
            boolean source = method.equals("createSourceFile");
            written.add(arguments[source ? 0 : 2].toString());
            originatingElements.add(List.of((Element[]) arguments[arguments.length - 1]));
            return null;
        });
        processor.init(wrap(
                ProcessingEnvironment.class,
                environment,
                (method, arguments) -> method.equals("getFiler") ? wrapped : null));
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return processor.getSupportedSourceVersion();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment environment) {
        return processor.process(annotations, environment);
    }

    /** Looks at a call first; null goes on to the real object. */
    private interface Interceptor {
        Object before(String method, Object[] arguments) throws IOException;
    }

    private static <T> T wrap(Class<T> type, T real, Interceptor interceptor) {
        return type.cast(Proxy.newProxyInstance(
                WrappedProcessor.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = interceptor.before(method.getName(), arguments);
                    if (answer != null) {
                        return answer;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
