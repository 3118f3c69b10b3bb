package io.github.hikyaku.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs every target for its share of the time by Jazzer, and prints how many inputs each has had. */
public final class Fuzz {
    private static final List<Class<?>> TARGETS = List.of(
            SmtpSessionFuzz.class,
            MailDataFuzz.class,
            SmtpCommandFuzz.class,
            AddressFuzz.class,
            MimeFuzz.class,
            AccessFuzz.class);
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units: (\\d+)");

    private Fuzz() {}

    /**
     * Fuzzes. Inputs that found something new are kept below {@code target/fuzz} for the next time; so are those that broke
     * a target, and what it said.
     *
     * @param args the seconds for all targets together, 60 without it; and the names of the targets, all without it
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = args.length == 0 ? 60 : Integer.parseInt(args[0]);
        List<String> chosen = List.of(args).subList(Math.min(1, args.length), args.length);
        List<Class<?>> targets = TARGETS.stream()
                .filter(target -> chosen.isEmpty() || chosen.contains(target.getSimpleName()))
                .toList();
        boolean broken = false;
        for (Class<?> target : targets) {
            broken |= !run(target, Math.max(1, seconds / targets.size()));
        }
        System.exit(broken ? 1 : 0);
    }

    private static boolean run(Class<?> target, int seconds) throws IOException, InterruptedException {
        Path directory = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        Path log = directory.resolve("log.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=io.github.hikyaku.**",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/",
                        "-max_total_time=" + seconds,
                        "-max_len=4096",
                        "-print_final_stats=1",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(seconds + 120L, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            System.out.println(target.getSimpleName() + " does not end, see " + log);
            return false;
        }
        String said = Files.readString(log, StandardCharsets.ISO_8859_1);
        Matcher executed = EXECUTED.matcher(said);
        long count = executed.find() ? Long.parseLong(executed.group(1)) : 0;
        System.out.printf(Locale.ROOT, "%-16s %9d inputs in %d s%n", target.getSimpleName(), count, seconds);
        if (process.exitValue() != 0 || count == 0) {
            System.out.println(said.substring(Math.max(0, said.indexOf("== Java"))));
            System.out.println(target.getSimpleName() + " is broken, see " + log);
            return false;
        }
        return true;
    }
}
