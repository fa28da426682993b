// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.diagnostic;

import javax.tools.Diagnostic.Kind;

/**
 * Every message of the processor. The code in brackets is stable, so that it can be searched for; each text names what is wrong
 * and the remedy.
 */
public enum DiagnosticCode {
    /** A private method cannot be overridden. */
    PRIVATE_METHOD(
            Kind.ERROR,
            "TrackingPrivateMethod",
            "%s is private, so its calls cannot be recorded. Make it package-private or wider."),
    /** A final method cannot be overridden. */
    FINAL_METHOD(
            Kind.ERROR,
            "TrackingFinalMethod",
            "%s is final, so its calls cannot be recorded. Remove the modifier final."),
    /** A static method belongs to no bean. */
    STATIC_METHOD(
            Kind.ERROR,
            "TrackingStaticMethod",
            "%s is static, so its calls cannot be recorded. Make it an instance method."),
    /** The type-level annotation means a method that cannot be overridden. */
    OMITTED_METHOD(
            Kind.WARNING,
            "TrackingOmittedMethod",
            "%s is %s, so its calls are not recorded, though it is declared to be tracked. Remove the modifier, or annotate"
                    + " single methods instead of the type."),
    /** A package-private method of another package cannot be overridden. */
    HIDDEN_METHOD(
            Kind.WARNING,
            "TrackingHiddenMethod",
            "%s is package-private in package %s, so its calls are not recorded for %s. Make it protected or public, or move"
                    + " the class to that package."),
    /** A tool that cannot be overridden is not found in the subclass. */
    HIDDEN_TOOL(
            Kind.WARNING,
            "TrackingHiddenTool",
            "%s is a tool that is not found where %s is a tracked bean: Spring AI looks in the generated subclass, which cannot"
                    + " override it, because %s. Make it a method that can be overridden, or move it to a class without tracked"
                    + " methods."),
    /** A signature names a type that the subclass may not name. */
    INACCESSIBLE_SIGNATURE(
            Kind.ERROR,
            "TrackingInaccessibleSignature",
            "%s cannot be overridden, because its signature names %s, which the package of %s cannot see. Make that type"
                    + " accessible there."),
    /** An inherited signature names a type that the subclass may not name. */
    HIDDEN_SIGNATURE(
            Kind.WARNING,
            "TrackingHiddenSignature",
            "%s cannot be overridden, because its signature names %s, which the package of %s cannot see, so its calls are not"
                    + " recorded. Make that type accessible there."),
    /** A final class has no subclasses. */
    FINAL_CLASS(
            Kind.ERROR,
            "TrackingFinalClass",
            "%s has tracked methods, but is final and cannot be subclassed. Remove the modifier final."),
    /** A record has no subclasses. */
    RECORD_CLASS(
            Kind.ERROR,
            "TrackingRecordClass",
            "%s has tracked methods, but is a record and cannot be subclassed. Make it a class."),
    /** An enum has no subclasses. */
    ENUM_CLASS(
            Kind.ERROR,
            "TrackingEnumClass",
            "%s has tracked methods, but is an enum and cannot be subclassed. Make it a class."),
    /** A sealed class names its subclasses. */
    SEALED_CLASS(
            Kind.ERROR,
            "TrackingSealedClass",
            "%s has tracked methods, but is sealed and cannot be subclassed. Make it non-sealed."),
    /** A private class is not seen by its package. */
    PRIVATE_CLASS(
            Kind.ERROR,
            "TrackingPrivateClass",
            "%s has tracked methods, but is private, or stands in a private class, and cannot be subclassed from its package."
                    + " Make it package-private or wider."),
    /** An inner class needs an instance of the class around it. */
    INNER_CLASS(
            Kind.ERROR,
            "TrackingInnerClass",
            "%s has tracked methods, but is an inner class and cannot be subclassed from its package. Make it static."),
    /** A local class has no name outside its block. */
    LOCAL_CLASS(
            Kind.ERROR,
            "TrackingLocalClass",
            "%s has tracked methods, but is a local or anonymous class and cannot be subclassed from its package. Move it to"
                    + " a class of its own, or make it a static nested one."),
    /** No constructor that a subclass could call. */
    PRIVATE_CONSTRUCTORS(
            Kind.ERROR,
            "TrackingPrivateConstructors",
            "%s has tracked methods, but no constructor that a subclass of its package can call. Make one package-private or"
                    + " wider."),
    /** One stage name with two meanings. */
    STAGE_KIND_CONFLICT(
            Kind.ERROR,
            "TrackingStageKindConflict",
            "The stage \"%s\" of %s is %s here and %s at %s. Give one of them another name: @Stage(name = …)."),
    /** Two stage names with one constant. */
    STAGE_CONSTANT_CONFLICT(
            Kind.ERROR,
            "TrackingStageConstantConflict",
            "The stage names \"%s\" and \"%s\" of %s both give the constant %s. Change one of them."),
    /** A stage name without letter or digit. */
    STAGE_WITHOUT_CONSTANT(
            Kind.ERROR,
            "TrackingStageWithoutConstant",
            "The stage name \"%s\" of %s gives no constant. Use a name with letters or digits."),
    /** One agent name, two classes. */
    DUPLICATE_AGENT(
            Kind.ERROR,
            "TrackingDuplicateAgent",
            "The agent name \"%s\" of %s is also that of %s, so their records could not be told apart. Name one of them:"
                    + " @TrackExecution(agent = …) on its methods or its type."),
    /** A time limit that is none. */
    TIMEOUT(
            Kind.ERROR,
            "TrackingTimeout",
            "The %s. Write a number with one of the units ns, us, ms, s, m, h, d, or ISO-8601."),
    /** A response contract for something that is no text. */
    RESPONSE_TYPE(
            Kind.ERROR,
            "TrackingResponseType",
            "%s has a response contract, but returns %s, which is no text. Return a CharSequence, or a CompletionStage or Mono"
                    + " of one, or remove response."),
    /** A response contract that says nothing about JSON. */
    RESPONSE_CLASS(
            Kind.ERROR,
            "TrackingResponseClass",
            "%s has the response contract %s, but that is %s, which does not say what its JSON looks like. Name a record, a class"
                    + " that is not abstract, an enum, an array of one, a boxed type, or a sealed interface."),
    /** One stage, two response contracts. */
    RESPONSE_CONFLICT(
            Kind.ERROR,
            "TrackingResponseConflict",
            "The stage \"%s\" of %s has the response contract %s here and %s at %s. Give it one contract, or one of them another"
                    + " name: @Stage(name = …)."),
    /** A constraint in a response contract that means nothing. */
    RESPONSE_CONSTRAINT(
            Kind.ERROR,
            "TrackingResponseConstraint",
            "The response contract %s of %s cannot be checked, because of %s. Correct that annotation."),
    /** A marker that has no effect. */
    UNTRACKED_PARAMETER(
            Kind.ERROR,
            "TrackingUntrackedParameter",
            "@%s has no effect here, because %s is not tracked. Add @TrackExecution or @Stage to the method, or remove @%1$s."),
    /** One parameter, two columns. */
    MARKER_CONFLICT(
            Kind.WARNING,
            "TrackingMarkerConflict",
            "@%s has no effect on %s, because @%s on %s comes first. Remove one of them."),
    /** A call that a proxy does not see. */
    SELF_CALL(
            Kind.WARNING,
            "TrackingSelfCall",
            "%s is called by the object itself, which a proxy does not see, so this call is not recorded. Compile without"
                    + " -Atracking.weaving=aspect, or call it on the injected bean; where AspectJ weaves at load time, add"
                    + " @SuppressWarnings(\"TrackingSelfCall\")."),
    /** A call that passes by the override that records. */
    SUPER_CALL(
            Kind.WARNING,
            "TrackingSuperCall",
            "%s is called by super, which passes by the generated subclass, so this call is not recorded. Call it without super,"
                    + " or add @SuppressWarnings(\"TrackingSuperCall\")."),
    /** A name that this processor generates exists. */
    NAME_TAKEN(
            Kind.ERROR,
            "TrackingNameTaken",
            "%s cannot be generated for %s, because there is such a file already. Rename one of the two classes."),
    /** A setting with a value that means nothing. */
    WEAVING_OPTION(
            Kind.ERROR, "TrackingWeavingOption", "-Atracking.weaving=%s is unknown. Use one of: subclass, aspect."),
    /** A defect of this processor. */
    INTERNAL_ERROR(
            Kind.ERROR,
            "TrackingInternalError",
            "The tracking processor failed for %s. Please report this with the source of the class: %s");

    private final Kind kind;
    private final String code;
    private final String template;

    DiagnosticCode(Kind kind, String code, String template) {
        this.kind = kind;
        this.code = code;
        this.template = template;
    }

    /** How severe it is. */
    public Kind kind() {
        return kind;
    }

    /** The stable code, as it stands in brackets. */
    public String code() {
        return code;
    }

    /** The whole message. */
    public String message(Object... arguments) {
        return "[" + code + "] " + template.formatted(arguments);
    }
}
