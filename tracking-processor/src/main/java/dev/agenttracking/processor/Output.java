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
import dev.agenttracking.processor.model.SubclassModel;
import dev.agenttracking.processor.parse.ParsedClass;
import java.io.IOException;
import java.io.Writer;
import javax.annotation.processing.Filer;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.tools.StandardLocation;

/** Writes the files of a class, each with that class as its only originating element: what incremental builds rely on. */
final class Output {

    private final Filer filer;
    private final Diagnostics diagnostics;
    private final StageEnumGenerator stageEnums;
    private final ValidationHooksGenerator hooks;
    private final SubclassGenerator subclasses;

    Output(ProcessingEnvironment environment, Diagnostics diagnostics) {
        boolean standardGenerated =
                environment.getElementUtils().getTypeElement("javax.annotation.processing.Generated") != null;
        this.filer = environment.getFiler();
        this.diagnostics = diagnostics;
        this.stageEnums = new StageEnumGenerator(standardGenerated);
        this.hooks = new ValidationHooksGenerator(standardGenerated);
        this.subclasses = new SubclassGenerator(standardGenerated);
    }

    void writeOutline(AgentClass agent, TypeElement type) throws IOException {
        if (!agent.stages().isEmpty()) {
            write(stageEnums.generate(agent), type);
        }
        write(hooks.generate(agent), type);
    }

    void write(ParsedClass parsed, TypeElement type) throws IOException {
        SubclassModel subclass = parsed.subclass();
        if (subclass != null) {
            write(subclasses.generate(subclass), type);
        }
        write(parsed.catalogueEntry(), type);
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
