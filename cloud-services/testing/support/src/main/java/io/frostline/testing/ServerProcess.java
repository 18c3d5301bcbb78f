package io.frostline.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Program in a process of its own, started and ended by a test. */
public record ServerProcess(String name, Process process, Path output) implements AutoCloseable {
    /** @param arguments of {@code java}; output is appended to {@code log} */
    public static ServerProcess java(String name, Path log, List<String> arguments, Map<String, String> environment)
            throws IOException {
        String jvm = System.getProperty("java.home") + "/bin/java";
        List<String> command = new ArrayList<>(List.of(jvm, "--enable-native-access=ALL-UNNAMED"));
        command.addAll(arguments);
        return of(name, log, command, environment);
    }

    public static ServerProcess of(String name, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new ServerProcess(name, builder.start(), log);
    }

    public long pid() {
        return process.pid();
    }

    /** Returns the processor time that it has used so far, of all cores. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for a condition, and fails with the end of the log if the process ends or it takes too long. */
    public void await(String what, Duration timeout, BooleanSupplier condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " is not " + what + "; the end of its log:\n" + logEnd());
            }
            try {
                Thread.sleep(Duration.ofMillis(50));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    public String log() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "";
        }
    }

    private String logEnd() {
        String text = log();
        return text.substring(Math.max(0, text.length() - 4000));
    }

    /** @return the exit code, once it has ended by itself */
    public int awaitEnd() {
        waitFor();
        return process.exitValue();
    }

    /** Waits until it has ended by itself, and fails with the end of its log unless its exit code is 0. */
    public void awaitSuccess(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(name + " did not succeed; the end of its log:\n" + logEnd());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills the process (kill -9). */
    public void kill() {
        process.destroyForcibly();
        waitFor();
    }

    public void stop() {
        process.destroy();
        waitFor();
    }

    private void waitFor() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(name + " did not stop within 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
