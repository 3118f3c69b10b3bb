package io.github.hikyaku.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Javadoc checks what a comment says; this checks that there is one, without asking for a tag per parameter. */
class DocumentedApiTest {
    private static final Pattern EXPORT = Pattern.compile("^ *exports ([\\w.]+);", Pattern.MULTILINE);

    @Test
    void everyPublicElementOfAnExportedPackageHasAComment() throws IOException {
        List<Path> sources = exportedSources();
        var bare = new ArrayList<String>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            Iterable<? extends JavaFileObject> units = files.getJavaFileObjectsFromPaths(sources);
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, units);
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Finder(docs, bare).scan(unit, null);
            }
        }

        assertThat(sources).hasSizeGreaterThan(40);
        assertThat(bare).as("public elements without a comment").isEmpty();
    }

    private static List<Path> exportedSources() throws IOException {
        var sources = new ArrayList<Path>();
        for (String module : House.MAY_SEE.keySet()) {
            Path folder = House.root().resolve(module).resolve("src/main/java");
            Path descriptor = folder.resolve("module-info.java");
            if (!Files.exists(descriptor)) {
                continue;
            }
            var exports = EXPORT.matcher(Files.readString(descriptor));
            while (exports.find()) {
                try (Stream<Path> files =
                        Files.list(folder.resolve(exports.group(1).replace('.', '/')))) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    private static final class Finder extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final List<String> bare;

        Finder(DocTrees docs, List<String> bare) {
            this.docs = docs;
            this.bare = bare;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            if (!isSeen(type.getModifiers())) {
                return null; // and nothing inside it is seen
            }
            check(type.getSimpleName());
            return super.visitClass(type, none);
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            boolean inherited = method.getModifiers().getAnnotations().stream()
                    .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            // A record's constructor says nothing that its components do not.
            boolean ofRecord = method.getReturnType() == null && parent().getKind() == Tree.Kind.RECORD;
            if (isSeen(method.getModifiers()) && !inherited && !ofRecord) {
                check(method.getName());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void none) {
            if (isSeen(field.getModifiers())) {
                check(field.getName());
            }
            return null;
        }

        private boolean isSeen(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            return flags.contains(Modifier.PUBLIC)
                    || flags.contains(Modifier.PROTECTED)
                    || parent().getKind() == Tree.Kind.INTERFACE && !flags.contains(Modifier.PRIVATE)
                    || parent().getKind() == Tree.Kind.ANNOTATION_TYPE;
        }

        private Tree parent() {
            return getCurrentPath().getParentPath().getLeaf();
        }

        private void check(CharSequence name) {
            TreePath path = getCurrentPath();
            if (docs.getDocComment(path) == null) {
                CompilationUnitTree unit = path.getCompilationUnit();
                long line = unit.getLineMap()
                        .getLineNumber(docs.getSourcePositions().getStartPosition(unit, path.getLeaf()));
                bare.add(House.root().relativize(Path.of(unit.getSourceFile().toUri())) + ":" + line + " " + name);
            }
        }
    }
}
