package io.frostline.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Process that is asked to end when it is closed; its output goes to a file. */
final class Running implements AutoCloseable {
    private static final int SECONDS_TO_END = 60;

    private final String name;
    private final Process process;
    private final Path log;

    private Running(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static Running start(String name, Path folder, List<String> command, Map<String, String> environment)
            throws IOException {
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new Running(name, builder.start(), log);
    }

    /** Runs a command until it ends, and fails if its exit code is not 0. */
    static void run(String name, Path folder, List<String> command) throws IOException, InterruptedException {
        Running running = start(name, folder, command, Map.of());
        if (running.process.waitFor() != 0) {
            throw running.failed("ended with " + running.process.exitValue());
        }
    }

    void await(String line, Duration patience) throws IOException, InterruptedException {
        await(() -> log().contains(line), patience);
    }

    void await(BooleanSupplier condition, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw failed(process.isAlive() ? "did not become ready" : "has ended");
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private IOException failed(String how) {
        String text = log();
        return new IOException(
                name + " " + how + "; the end of " + log + ":\n" + text.substring(Math.max(0, text.length() - 2000)));
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw failed("did not end");
        }
    }
}
