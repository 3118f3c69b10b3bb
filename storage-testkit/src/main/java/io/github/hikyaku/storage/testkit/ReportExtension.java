package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.testkit.SuiteReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.TestAbortedException;

/**
 * Collects how the tests of a suite end, and tells it after the outermost class of the suite: on the standard output and,
 * if the system property {@value #DIRECTORY} names a directory, in a file there that is named after the test class.
 */
final class ReportExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** The system property that names a directory for reports. */
    static final String DIRECTORY = "hikyaku.testkit.report";

    private static final Namespace NAMESPACE = Namespace.create(ReportExtension.class);

    /** A report, and the class after which it is told. */
    private record Run(String owner, SuiteReport report) {}

    private static @Nullable Run run(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Run.class, Run.class);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Nested classes see what the class around them has put here.
        if (run(context) == null) {
            SuiteReport report = new SuiteReport(context.getRequiredTestClass().getName());
            context.getStore(NAMESPACE).put(Run.class, new Run(context.getUniqueId(), report));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Run run = run(context);
        Class<?> topic = topic(context.getRequiredTestClass());
        // Tests that the author of a store adds to a topic are not of the suite.
        if (run == null
                || topic == null
                || !topic.equals(context.getRequiredTestMethod().getDeclaringClass())) {
            return;
        }
        ((StoreContract) context.getRequiredTestInstance()).tellStore(run.report);
        Outcome outcome = context.getExecutionException()
                .map(thrown -> thrown instanceof TestAbortedException ? Outcome.SKIPPED : Outcome.FAILED)
                .orElse(Outcome.PASSED);
        run.report.test(topic, context.getRequiredTestMethod().getName(), outcome);
    }

    /** The contract that a test class extends; null if none. */
    private static @Nullable Class<?> topic(Class<?> testClass) {
        Class<?> type = testClass;
        while (type != null && !StoreContract.class.equals(type.getSuperclass())) {
            type = type.getSuperclass();
        }
        return type;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Run run = run(context);
        if (run == null || !run.owner.equals(context.getUniqueId()) || !run.report.isWhole()) {
            return;
        }
        System.out.println(run.report);
        String directory = System.getProperty(DIRECTORY);
        if (directory != null) {
            Path place = Files.createDirectories(Path.of(directory));
            Files.writeString(place.resolve(run.report.tester() + ".txt"), run.report.toString());
        }
    }
}
