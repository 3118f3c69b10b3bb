package io.github.hikyaku.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The modules, what each may see, and where their class files and sources are. */
final class House {
    private static final Set<String> PROTOCOLS = Set.of("smtp", "pop3", "imap");

    /** Module to the modules it may depend on. */
    static final Map<String, Set<String>> MAY_SEE = Map.of(
            "storage-api", Set.of(),
            "storage-testkit", Set.of("storage-api"),
            "storage-maildir", Set.of("storage-api"),
            "core", Set.of("storage-api"),
            "smtp", Set.of("storage-api", "core"),
            "pop3", Set.of("storage-api", "core"),
            "imap", Set.of("storage-api", "core"),
            "filters", Set.of("storage-api", "core"),
            "testing", with(PROTOCOLS, "storage-api", "storage-maildir", "storage-testkit", "core"),
            "examples",
                    with(PROTOCOLS, "storage-api", "storage-maildir", "storage-testkit", "core", "filters", "testing"));

    static final JavaClasses CLASSES = new ClassFileImporter()
            .importPaths(MAY_SEE.keySet().stream()
                    .map(module -> root().resolve(module).resolve("target/classes"))
                    .toList());

    private House() {}

    /** The folder of the checkout. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("storage-api/pom.xml"))) {
            folder = Optional.ofNullable(folder.getParent()).orElseThrow();
        }
        return folder;
    }

    /** The module a class was compiled in; none for what is not ours. */
    static Optional<String> module(JavaClass type) {
        return type.getBaseComponentType()
                .getSource()
                .filter(source -> source.getUri().getScheme().equals("file"))
                .map(source -> root().relativize(Path.of(source.getUri())))
                .filter(path -> !path.startsWith(".."))
                .map(path -> path.getName(0).toString());
    }

    static List<String> protocols() {
        return PROTOCOLS.stream().sorted().toList();
    }

    private static Set<String> with(Set<String> some, String... others) {
        var all = new HashSet<>(some);
        all.addAll(List.of(others));
        return Set.copyOf(all);
    }
}
