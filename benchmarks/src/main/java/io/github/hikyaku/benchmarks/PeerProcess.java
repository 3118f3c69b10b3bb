package io.github.hikyaku.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server under measurement, from the outside: its process, its ports, its heap. */
final class PeerProcess implements Receiver {
    /** What the server's process says of itself. */
    record Memory(long heap, int threads) {}

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final Path directory;
    private final Map<String, Integer> ports = new HashMap<>();

    private PeerProcess(String name, Process process, Path directory) throws IOException {
        this.name = name;
        this.process = process;
        this.directory = directory;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException(name + " did not start");
        }
        for (String entry : line.split(" ")) {
            ports.put(entry.substring(0, entry.indexOf('=')), Integer.valueOf(entry.substring(entry.indexOf('=') + 1)));
        }
    }

    /** Starts a server in a JVM of its own, with its mail on the disk of the working directory. */
    static PeerProcess start(String name, String... jvmOptions) throws IOException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "mail")), name);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(PeerMain.class.getName(), name, directory.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new PeerProcess(name, process, directory);
    }

    @Override
    public String name() {
        return name;
    }

    int port(String protocol) {
        Integer port = ports.get(protocol);
        if (port == null) {
            throw new IllegalArgumentException(name + " does not speak " + protocol);
        }
        return port;
    }

    /** The live heap and the threads of the server, after a full collection. */
    Memory memory() throws IOException {
        String[] words = ask("heap").split(" ");
        return new Memory(Long.parseLong(words[0]), Integer.parseInt(words[1]));
    }

    @Override
    public int port() {
        return port("smtp");
    }

    @Override
    public OptionalLong delivered() throws IOException {
        return OptionalLong.of(Long.parseLong(ask("delivered")));
    }

    @Override
    public void clear() throws IOException {
        ask("clear");
    }

    private synchronized String ask(String question) throws IOException {
        process.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        String answer = out.readLine();
        if (answer == null) {
            throw new IOException(name + " has ended");
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
