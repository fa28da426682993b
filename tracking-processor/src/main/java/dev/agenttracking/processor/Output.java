// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import com.palantir.javapoet.JavaFile;
import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import dev.agenttracking.processor.generate.CatalogueFile;
import dev.agenttracking.processor.generate.StageEnumGenerator;
import dev.agenttracking.processor.generate.SubclassGenerator;
import dev.agenttracking.processor.generate.ValidationHooksGenerator;
import dev.agenttracking.processor.model.AgentClass;
import dev.agenttracking.processor.model.CatalogueEntry;
import dev.agenttracking.processor.model.ResponseModel;
import dev.agenttracking.processor.model.SubclassModel;
import dev.agenttracking.processor.parse.ParsedClass;
import java.io.IOException;
import java.io.Writer;
import javax.annotation.processing.Filer;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.StandardLocation;

/** Writes the files of a class, each with that class as its only originating element: what incremental builds rely on. */
final class Output {

    private static final String GENERATED = "javax.annotation.processing.Generated";

    private final Elements elements;
    private final Filer filer;
    private final Diagnostics diagnostics;

    Output(ProcessingEnvironment environment, Diagnostics diagnostics) {
        this.elements = environment.getElementUtils();
        this.filer = environment.getFiler();
        this.diagnostics = diagnostics;
    }

    void writeStages(AgentClass agent, TypeElement type) throws IOException {
        if (!agent.stages().isEmpty()) {
            write(StageEnumGenerator.generate(agent, seesGenerated(type)), type);
        }
    }

    void writeHooks(AgentClass agent, ResponseModel responses, TypeElement type) throws IOException {
        write(ValidationHooksGenerator.generate(agent, responses, seesGenerated(type)), type);
    }

    void write(ParsedClass parsed, TypeElement type) throws IOException {
        SubclassModel subclass = parsed.subclass();
        if (subclass != null) {
            write(SubclassGenerator.generate(subclass, seesGenerated(type)), type);
        }
        write(parsed.catalogueEntry(), type);
    }

    /** A module that does not require {@code java.compiler} cannot name the annotation, though the compiler may know it. */
    private boolean seesGenerated(TypeElement type) {
        ModuleElement module = elements.getModuleOf(type);
        return (module == null ? elements.getTypeElement(GENERATED) : elements.getTypeElement(module, GENERATED))
                != null;
    }

    private void write(JavaFile file, TypeElement type) throws IOException {
        String name = file.typeSpec().name();
        String qualified = file.packageName().isEmpty() ? name : file.packageName() + "." + name;
        try (Writer writer = filer.createSourceFile(qualified, type).openWriter()) {
            file.writeTo(writer);
        } catch (FilerException e) {
            diagnostics.reportAt(type, DiagnosticCode.NAME_TAKEN, qualified, type.getQualifiedName());
        }
    }

    private void write(CatalogueEntry entry, TypeElement type) throws IOException {
        String path = CatalogueFile.path(entry);
        try (Writer writer = filer.createResource(StandardLocation.CLASS_OUTPUT, "", path, type)
                .openWriter()) {
            writer.write(CatalogueFile.content(entry));
        } catch (FilerException e) {
            diagnostics.reportAt(type, DiagnosticCode.NAME_TAKEN, path, type.getQualifiedName());
        }
    }
}
