// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragments;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragmentsDecorator;
import org.springframework.beans.factory.aot.InstanceSupplierCodeGenerator;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RegisteredBean.InstantiationDescriptor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.javapoet.CodeBlock;
import org.springframework.util.ClassUtils;

/**
 * What ahead-of-time processing generates for a tracked bean: code that makes an instance of the user's class or of its generated
 * subclass, and what a native image has to know to read the class and the values of its methods.
 *
 * <p>Arguments are resolved for the user's constructor in both cases, so its annotations count.
 */
final class TrackedBeanContribution implements BeanRegistrationAotContribution {

    private final RegisteredBean bean;
    private final Set<Method> methods;
    private final @Nullable Constructor<?> constructor;

    private TrackedBeanContribution(RegisteredBean bean, Set<Method> methods, @Nullable Constructor<?> constructor) {
        this.bean = bean;
        this.methods = methods;
        this.constructor = constructor;
    }

    /** Null where nothing of the bean is tracked. */
    static @Nullable BeanRegistrationAotContribution of(RegisteredBean bean) {
        RootBeanDefinition definition = bean.getMergedBeanDefinition();
        Set<Method> methods = new TrackedMethods().methods(bean.getBeanClass());
        // Methods that Spring overrides (lookup methods) ask for a class that it generates itself.
        Class<?> tracked = definition.hasMethodOverrides()
                ? null
                : TrackedClasses.find(definition, bean.getBeanFactory().getBeanClassLoader());
        Constructor<?> constructor = tracked == null ? null : sameConstructor(tracked, bean);
        return methods.isEmpty() && constructor == null
                ? null
                : new TrackedBeanContribution(bean, methods, constructor);
    }

    private static @Nullable Constructor<?> sameConstructor(Class<?> tracked, RegisteredBean bean) {
        Class<?>[] parameters =
                bean.resolveInstantiationDescriptor().executable().getParameterTypes();
        return Arrays.stream(tracked.getDeclaredConstructors())
                .filter(constructor -> Arrays.equals(constructor.getParameterTypes(), parameters))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void applyTo(GenerationContext context, BeanRegistrationCode code) {
        TrackedTypeHints hints = new TrackedTypeHints(context.getRuntimeHints().reflection());
        hints.addClass(ClassUtils.getUserClass(bean.getBeanClass()));
        methods.forEach(hints::addValues);
        if (constructor != null) {
            hints.addTools(constructor.getDeclaringClass());
        }
    }

    @Override
    public BeanRegistrationCodeFragments customizeBeanRegistrationCodeFragments(
            GenerationContext context, BeanRegistrationCodeFragments plain) {
        return constructor == null ? plain : new BothClasses(plain, bean, constructor);
    }

    private static final class BothClasses extends BeanRegistrationCodeFragmentsDecorator {

        private final RegisteredBean bean;
        private final Constructor<?> constructor;

        BothClasses(BeanRegistrationCodeFragments plain, RegisteredBean bean, Constructor<?> constructor) {
            super(plain);
            this.bean = bean;
            this.constructor = constructor;
        }

        @Override
        public CodeBlock generateSetBeanDefinitionPropertiesCode(
                GenerationContext context,
                BeanRegistrationCode code,
                RootBeanDefinition definition,
                Predicate<String> attributes) {
            if (!TrackedClasses.keepsClassProxy(constructor.getDeclaringClass())) {
                return super.generateSetBeanDefinitionPropertiesCode(context, code, definition, attributes);
            }
            RootBeanDefinition preserving = definition.cloneBeanDefinition();
            preserving.setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE, true);
            return super.generateSetBeanDefinitionPropertiesCode(
                    context, code, preserving, attributes.or(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE::equals));
        }

        @Override
        public CodeBlock generateInstanceSupplierCode(
                GenerationContext context, BeanRegistrationCode code, boolean allowDirectSupplierShortcut) {
            CodeBlock plain = super.generateInstanceSupplierCode(context, code, false);
            CodeBlock tracked = new InstanceSupplierCodeGenerator(
                            context, code.getClassName(), code.getMethods(), false)
                    .generateCode(bean, new InstantiationDescriptor(constructor));
            return CodeBlock.of("$T.choose($L, $L)", TrackedInstances.class, plain, tracked);
        }
    }
}
