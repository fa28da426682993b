// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * T4, T5: what an application gets together with the starter. The build fails where one of these brings an auto-configuration that
 * could stop an application without a database or a changelog (the enforcer's {@code no-uninvited-guests}).
 */
class DependenciesTest {

    @Test
    void areSmallJarsWithoutAutoConfigurationsOfTheirOwn() throws Exception {
        List<String> brought = new ArrayList<>();
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new File("pom.xml"))
                .getDocumentElement();
        Element dependencies =
                (Element) project.getElementsByTagName("dependencies").item(0);
        NodeList all = dependencies.getElementsByTagName("dependency");
        for (int i = 0; i < all.getLength(); i++) {
            Element dependency = (Element) all.item(i);
            if (text(dependency, "optional").isEmpty()
                    && !text(dependency, "scope").equals("test")) {
                brought.add(text(dependency, "artifactId"));
            }
        }

        assertThat(brought)
                .containsExactlyInAnyOrder(
                        "tracking-annotations",
                        "spring-boot-autoconfigure",
                        "spring-aop",
                        "spring-jdbc",
                        "HikariCP",
                        "postgresql",
                        "jctools-core",
                        "sketches-java",
                        "jackson-databind",
                        "jspecify",
                        "slf4j-api");
    }

    private static String text(Element dependency, String tag) {
        NodeList found = dependency.getElementsByTagName(tag);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }
}
