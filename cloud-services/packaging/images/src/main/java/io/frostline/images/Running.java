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
record Running(String name, Process process, Path log) implements AutoCloseable {
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

    void await(String line, Duration timeout) throws IOException, InterruptedException {
        await(() -> text().contains(line), timeout);
    }

    void await(BooleanSupplier condition, Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw failed(process.isAlive() ? "did not become ready" : "has ended");
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private IOException failed(String how) {
        String text = text();
        return new IOException(
                name + " " + how + "; the end of " + log + ":\n" + text.substring(Math.max(0, text.length() - 2000)));
    }

    private String text() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw failed("did not end");
        }
    }
}
