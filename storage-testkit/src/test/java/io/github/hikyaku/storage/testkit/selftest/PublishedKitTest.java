package io.github.hikyaku.storage.testkit.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What an author of a store gets with the artifact is enough to extend every contract from another package and module. */
class PublishedKitTest {
    private static final String PACKAGE = "io.github.hikyaku.storage.testkit";

    private static Path classes() throws URISyntaxException {
        return Path.of(StoreContract.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static List<Class<?>> topics() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(classes().resolve(PACKAGE.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\w+\\.class"))
                    .map(PublishedKitTest::load)
                    .filter(type -> StoreContract.class.equals(type.getSuperclass()))
                    .collect(Collectors.toList());
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(
                    PACKAGE + "." + file.replace(".class", ""), false, StoreContract.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyTopicCanBeExtendedByItself() throws Exception {
        assertThat(topics()).hasSizeGreaterThan(20);
        for (Class<?> topic : topics()) {
            Constructor<?> constructor = topic.getDeclaredConstructor();
            assertThat(Modifier.isPublic(topic.getModifiers()) && Modifier.isAbstract(topic.getModifiers()))
                    .as(topic + " is public and abstract")
                    .isTrue();
            assertThat(Modifier.isProtected(constructor.getModifiers()))
                    .as(topic + " has a constructor for subclasses")
                    .isTrue();
            assertThat(topic.getSimpleName()).endsWith("Contract");
        }
        for (Class<?> type : List.of(StoreContract.class, MailStoreContract.class)) {
            Method fixture = type.getDeclaredMethod("fixture");
            assertThat(Modifier.isProtected(fixture.getModifiers()) && Modifier.isAbstract(fixture.getModifiers()))
                    .isTrue();
            assertThat(fixture.getReturnType()).isEqualTo(StoreFixture.class);
        }
    }

    @Test
    void everyTopicIsPartOfTheWholeSuite() throws Exception {
        List<Class<?>> nested = Arrays.stream(MailStoreContract.class.getDeclaredClasses())
                .<Class<?>>map(Class::getSuperclass)
                .collect(Collectors.toList());
        assertThat(nested).containsExactlyInAnyOrderElementsOf(topics());
    }

    @Test
    void everyTopicIsInTheReadme() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(topics()).allSatisfy(topic -> assertThat(readme).contains("`" + topic.getSimpleName() + "`"));
    }

    @Test
    void theModuleExportsTheContractsAndOpensThemToJUnit() throws Exception {
        ModuleDescriptor module =
                ModuleFinder.of(classes()).find(PACKAGE).orElseThrow().descriptor();
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactly(PACKAGE);
        assertThat(module.opens()).extracting(ModuleDescriptor.Opens::source).containsExactly(PACKAGE);
        assertThat(module.requires().stream()
                        .filter(required ->
                                required.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE))
                        .map(ModuleDescriptor.Requires::name))
                .contains("io.github.hikyaku.storage", "org.junit.jupiter.api", "org.assertj.core");
    }

    @Test
    void thePomBringsTheSpiAndAssertJAndLeavesJUnitToTheAuthor() throws Exception {
        NodeList dependencies = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile())
                .getElementsByTagName("dependency");
        Map<String, String> scopes = Stream.iterate(0, i -> i + 1)
                .limit(dependencies.getLength())
                .map(i -> (Element) dependencies.item(i))
                .collect(Collectors.toMap(
                        dependency -> text(dependency, "artifactId"), dependency -> text(dependency, "scope")));
        assertThat(scopes)
                .containsEntry("hikyaku-storage-api", "")
                .containsEntry("assertj-core", "")
                .containsEntry("junit-jupiter-api", "provided")
                .containsEntry("junit-jupiter-engine", "test");
    }

    private static String text(Element dependency, String name) {
        NodeList found = dependency.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().trim();
    }
}
