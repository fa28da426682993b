// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import java.lang.reflect.Constructor;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.beans.factory.annotation.ParameterResolutionDelegate;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.util.ClassUtils;

/**
 * What {@link RecordExecutions} adds to JUnit Jupiter: {@link RecordedExecutions} as a parameter, empty at the begin of each test.
 * Those of the test's Spring context where it has one, else its own.
 */
public final class RecordedExecutionsExtension implements BeforeEachCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(RecordedExecutionsExtension.class);
    private static final String SPRING_EXTENSION = "org.springframework.test.context.junit.jupiter.SpringExtension";
    private static final boolean HAS_SPRING_TEST =
            ClassUtils.isPresent(SPRING_EXTENSION, RecordedExecutionsExtension.class.getClassLoader());

    /** Made by JUnit. */
    public RecordedExecutionsExtension() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        recorded(context).clear();
    }

    /** What Spring injects is left to Spring. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RecordedExecutions.class
                && !(hasSpringContext(context)
                        && (parameter.getDeclaringExecutable() instanceof Constructor
                                || ParameterResolutionDelegate.isAutowirable(
                                        parameter.getParameter(), parameter.getIndex())));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return recorded(context);
    }

    /** So that a constructor gets what the test's method gets. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    private static RecordedExecutions recorded(ExtensionContext context) {
        return hasSpringContext(context)
                ? OfSpring.recorded(context)
                : context.getStore(NAMESPACE)
                        .computeIfAbsent(
                                RecordedExecutions.class,
                                type -> RecordedExecutions.create(),
                                RecordedExecutions.class);
    }

    /** Said by the test class, or by Spring itself: it comes by registration and by auto-detection too. */
    private static boolean hasSpringContext(ExtensionContext context) {
        for (Class<?> type = context.getTestClass().orElse(null); type != null; type = type.getEnclosingClass()) {
            if (HAS_SPRING_TEST && OfSpring.manages(type, context)) {
                return true;
            }
            for (ExtendWith extended : AnnotationSupport.findRepeatableAnnotations(type, ExtendWith.class)) {
                for (Class<?> extension : extended.value()) {
                    if (extension.getName().equals(SPRING_EXTENSION)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Loaded only where Spring Test is there. */
    private static final class OfSpring {

        /** Where Spring's extension keeps a test context manager for each class that it takes part in. */
        private static final ExtensionContext.Namespace MANAGERS =
                ExtensionContext.Namespace.create(SpringExtension.class);

        private static boolean manages(Class<?> test, ExtensionContext context) {
            return context.getRoot().getStore(MANAGERS).get(test) instanceof TestContextManager;
        }

        private static RecordedExecutions recorded(ExtensionContext context) {
            ApplicationContext application = SpringExtension.getApplicationContext(context);
            RecordedExecutions recorded =
                    application.getBeanProvider(RecordedExecutions.class).getIfAvailable();
            if (recorded == null) {
                throw new ParameterResolutionException(
                        "The test's context records no executions: annotate the test class with @RecordExecutions");
            }
            return recorded;
        }
    }
}
