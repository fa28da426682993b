// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All shapes of user code whose subclass must compile without a warning. {@code class A} (or {@code A.B}) is the one tracked. */
class GeneratedShapesTest {

    private static final String IMPORTS = "import dev.agenttracking.annotation.*;\nimport static"
            + " dev.agenttracking.annotation.ExecutionStage.*;\n";

    record Shape(String name, String tracked, List<String> sources) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Shape> shapes() {
        return Stream.of(
                shape("constructors of all visibilities, generic and varargs", """
                        public class A {
                          public A(int number) throws java.io.IOException {}
                          protected <T extends Comparable<T>> A(T one, java.util.List<? super T> all) {}
                          A(String... names) {}
                          private A(long secret) {}
                          @TrackExecution public void run() {}
                        }
                        """),
                shape("varargs and arrays", """
                        class A {
                          @TrackExecution public String run(Object... all) { return ""; }
                          @TrackExecution public int[] one(Object[] only) { return new int[0]; }
                          @TrackExecution public int[][] two(int[][] only) { return only; }
                          @TrackExecution public String[] three(String... names) { return names; }
                          @SuppressWarnings("unchecked")
                          @TrackExecution public <T> java.util.List<T> four(java.util.List<T>... all) { return all[0]; }
                        }
                        """),
                shape("primitives and void", """
                        class A {
                          @Stage(SHOULD_RESPOND) boolean a(boolean v) { return v; }
                          @TrackExecution byte b(byte v) { return v; }
                          @TrackExecution char c(char v) { return v; }
                          @TrackExecution double d(double v) { return v; }
                          @TrackExecution long e(long v, float w, short x) { return v; }
                          @TrackExecution void f() {}
                          @TrackExecution Void g() { return null; }
                        }
                        """),
                shape("checked exceptions and generic throws", """
                        class A {
                          @TrackExecution void a() throws java.io.IOException, InterruptedException {}
                          @TrackExecution <X extends Exception & java.io.Serializable> void b(X x) throws X { throw x; }
                          @TrackExecution <X extends Throwable> int c() throws X { return 1; }
                          @TrackExecution void d() throws Throwable {}
                        }
                        """),
                shape("generic class with bounds", """
                        public class A<T extends Comparable<? super T> & java.io.Serializable, E extends Enum<E>, L extends java.util.List<T>> {
                          @TrackExecution public T run(T value, E e, L list, java.util.Map<? extends T, ? super E[]> map) { return value; }
                          @TrackExecution public <R extends T, S extends java.util.Collection<? extends R>> S own(R r, S s) { return s; }
                        }
                        """),
                shape("inherited generics, method variable named as the class's", """
                        class A<U extends Number> extends Base<U, String> implements Supply<U> {}
                        abstract class Base<T, S> {
                          @TrackExecution protected <U> java.util.Map<T, U> run(T value, U other, S[] text) { return null; }
                          @Stage(INIT) public U0<T>.In nested(U0<T>.In in) { return in; }
                        }
                        // ---
                        class U0<T> { class In {} }
                        interface Supply<V> {
                          @TrackExecution default V supply(java.util.function.Function<? super V, ? extends V> f) { return null; }
                        }
                        """),
                shape("raw supertypes and raw types", """
                        @SuppressWarnings({"rawtypes", "unchecked"})
                        class A extends Base {
                          @TrackExecution public java.util.List raw(java.util.Map map) { return null; }
                        }
                        abstract class Base<T extends Number> {
                          @TrackExecution public T run(T value, java.util.List<T> more) { return value; }
                        }
                        """),
                shape("bridges and covariant results", """
                        class A extends Base implements Maker<StringBuilder> {
                          @Override public StringBuilder make(StringBuilder from) { return from; }
                          @Override public Integer run() { return 1; }
                        }
                        abstract class Base { @TrackExecution public abstract Number run(); }
                        interface Maker<T extends CharSequence> { @TrackExecution CharSequence make(T from); }
                        """),
                shape("interface default, two interfaces with one method", """
                        class A implements One, Two { public String run(String v) { return v; } }
                        interface One { @TrackExecution(tags = "one") String run(@VaultId String v); @TrackExecution default void more() {} }
                        interface Two { @Stage(LLM_CALL) String run(String text); }
                        """),
                shape("deprecated", """
                        @Deprecated(forRemoval = true)
                        class A {
                          @Deprecated A(Old old) {}
                          @Deprecated @TrackExecution public Old run(Old old) { return old; }
                          @Deprecated(forRemoval = true) @Stage(INIT) void init() {}
                        }
                        // ---
                        @Deprecated class Old {}
                        """),
                shape("names that generated code uses", """
                        class A {
                          @TrackExecution public String run(String recorder, String call, String result, String failure) { return ""; }
                          @TrackExecution public String run(String recorder) { return ""; }
                          @TrackExecution public String RUN(int $$RUN) { return ""; }
                          @TrackExecution public void agent() {}
                          @TrackExecution public Object get$Class() { return null; }
                        }
                        """),
                shape("member types that hide what is imported", """
                        public class A extends Base {
                          public static class CallRecorder {}
                          public interface Map {}
                          public enum Override { ONE }
                          @TrackExecution public java.util.Map.Entry<CallRecorder, Override> run(TrackedMethod m, java.util.Map<Object, Map> map) { return null; }
                        }
                        // ---
                        abstract class Base {
                          static class TrackedMethod {}
                          static class TrackedBean {}
                          static class Throwable {}
                          static class SuppressWarnings {}
                          static class Generated {}
                          @Stage(INIT) void init(Throwable t) {}
                        }
                        """),
                shape("types of the package named as in java.lang", """
                        class A {
                          @TrackExecution public String run(java.lang.String s, Object o) { return null; }
                          @Stage(INIT) void init() {}
                        }
                        // ---
                        class String {}
                        // ---
                        class Object {}
                        // ---
                        class Override {}
                        """),
                new Shape("nested at any depth", "p.A$B$C", List.of("package p;\n" + IMPORTS + """
                        public class A {
                          protected static class B {
                            static class C<T> {
                              protected C(T t) {}
                              @TrackExecution(agent = "deep") protected T run(C<? extends T> other) { return null; }
                              @Stage(INIT) void init() {}
                            }
                          }
                        }
                        """)),
                new Shape("default package", "A", List.of(IMPORTS + """
                        public class A {
                          @TrackExecution public void run() { init(AStage.INIT); }
                          @Stage(INIT) void init(AStage stage) {}
                          static class B { @TrackExecution public void run() {} }
                        }
                        """)),
                shape("own generated types in the source", """
                        class A {
                          private final AStage stage;
                          A(AStage stage, AValidationHooks hooks) { this.stage = stage; }
                          @TrackExecution public java.util.List<AStage> run(AStage... stages) { return AValidationHooks.INSTANCE.stages().isEmpty() ? null : java.util.List.of(stage); }
                          @Stage(INIT) void init(java.util.Map<String, ? extends AStage> map) {}
                        }
                        """),
                shape("annotated types", """
                        class A {
                          @java.lang.annotation.Target(java.lang.annotation.ElementType.TYPE_USE) @interface Nullable {}
                          @TrackExecution public @Nullable String run(@Nullable String @Nullable [] all, java.util.List<@Nullable ? extends @Nullable Number> list, @Nullable int n) { return null; }
                          @TrackExecution public <@Nullable T extends @Nullable Object> @Nullable T more(@Nullable T t) { return t; }
                        }
                        """),
                shape("serializable and closeable", """
                        public class A extends Exception implements AutoCloseable {
                          private static final long serialVersionUID = 1;
                          @TrackExecution public java.io.InputStream run() { return null; }
                          @Override @Stage(COMPLETE) public void close() throws java.io.IOException {}
                        }
                        """),
                shape("later results", """
                        class A {
                          @TrackExecution public java.util.concurrent.CompletableFuture<java.util.List<? extends Number>> a() { return null; }
                          @TrackExecution public reactor.core.publisher.Mono<Void> b() { return null; }
                          @TrackExecution public reactor.core.publisher.Flux<? super Integer> c() { return null; }
                          @TrackExecution public java.util.stream.IntStream d() { return null; }
                          @TrackExecution public Object e(Object o) { return null; }
                          @TrackExecution public <T extends java.util.concurrent.Future<?> & Runnable> T f(T t) { return t; }
                        }
                        """),
                shape("all that annotations can say", """
                        @TrackExecution(agent = "given \\"name\\" $T ü", tags = "all")
                        public class A {
                          public String general(String text) { return text; }
                          @TrackExecution(method = "renamed", tags = {"x", "$L"}, timeout = "PT1.5S", captureInput = false, captureOutput = false)
                          @Stage(value = LLM_CALL, name = "ask model", required = true, response = String.class)
                          public @Sensitive String run(@VaultId Object v, @ConversationId long c, @UserId @Sensitive String u, @CallReason String r, String q) { return q; }
                        }
                        """),
                shape("tools beside types named as in their annotations", """
                        class A<T extends Number> extends Base<T> {
                          @TrackExecution @org.springframework.ai.tool.annotation.Tool
                          public <E extends Exception> T run(@io.swagger.v3.oas.annotations.media.Schema(requiredMode = io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED, example = {}) T t, @org.jspecify.annotations.Nullable E e) throws E { return t; }
                          @dev.langchain4j.agent.tool.Tool(value = {}, returnBehavior = dev.langchain4j.agent.tool.ReturnBehavior.TO_LLM)
                          @SuppressWarnings("unchecked")
                          <X> java.util.List<X> find(@dev.langchain4j.agent.tool.P("x") X... all) { return null; }
                          @Deprecated @org.springframework.ai.tool.annotation.Tool public void old(long wait) throws java.io.IOException {}
                        }
                        // ---
                        abstract class Base<T> {
                          static class Tool {}
                          static class P {}
                          static class Schema {}
                          static class ReturnBehavior {}
                          static class Nullable {}
                          static class RequiredMode {}
                          @TrackExecution @dev.langchain4j.agent.tool.Tool public T same(@dev.langchain4j.agent.tool.P("the same") T t) { return t; }
                        }
                        // ---
                        package io.swagger.v3.oas.annotations.media;
                        @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
                        public @interface Schema {
                          RequiredMode requiredMode();
                          String[] example() default "x";
                          enum RequiredMode { REQUIRED }
                        }
                        """),
                shape("overloads whose constants are alike", """
                        class A {
                          @TrackExecution void runAll() {}
                          @TrackExecution void runAll(int a) {}
                          @TrackExecution void run_all(int a) {}
                          @TrackExecution synchronized double runAll(double a) { return a; }
                        }
                        """));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void compilesWithoutWarnings(Shape shape) {
        Compilation compilation = Compiling.compileStrictly(shape.sources().toArray(String[]::new));

        assertThat(compilation.diagnostics())
                .filteredOn(diagnostic -> diagnostic.getKind() != javax.tools.Diagnostic.Kind.NOTE)
                .isEmpty();
        assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
        Compiling.generatedSource(compilation, shape.tracked() + "$$Tracked");
    }

    /** Files of one shape are divided by lines of dashes: javac warns where a file uses a second top-level type of another. */
    private static Shape shape(String name, String bodies) {
        return new Shape(
                name,
                "p.A",
                Arrays.stream(bodies.split("// ---\n"))
                        .map(body -> body.startsWith("package") ? body : "package p;\n" + IMPORTS + body)
                        .toList());
    }
}
