package io.frostline.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Container of an image under podman, started and removed by a test; its volumes outlive it. */
public record Container(String name) implements AutoCloseable {
    /**
     * Loads an archive's image into podman.
     *
     * @return its name in podman
     */
    public static String load(Path archive) throws IOException {
        String answer = podman("load", "-i", archive.toString());
        return answer.replaceFirst("(?s).*?Loaded image.", "").strip();
    }

    /**
     * Starts a container as a cluster does: its image is read-only, and it has no capability.
     *
     * @param options of {@code podman run}
     */
    public static Container start(String name, String image, List<String> options, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "run", "-d", "--name", name, "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"));
        command.addAll(options);
        command.add(image);
        command.addAll(arguments);
        podman(command.toArray(String[]::new));
        return new Container(name);
    }

    /**
     * Runs {@code podman} with the project's settings.
     *
     * @return its output
     */
    public static String podman(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Deployment.root() + "/.ci/podman"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /**
     * Runs a command of this machine.
     *
     * @return its output
     */
    public static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ":\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }

    /** Returns the id, on this machine, of the container's first process. */
    public long pid() throws IOException {
        return Long.parseLong(podman("inspect", "-f", "{{.State.Pid}}", name).strip());
    }

    public boolean isRunning() throws IOException {
        return podman("inspect", "-f", "{{.State.Running}}", name).strip().equals("true");
    }

    public String logs() throws IOException {
        return podman("logs", name);
    }

    /** @return its output */
    public String exec(String... command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("exec", name));
        arguments.addAll(List.of(command));
        return podman(arguments.toArray(String[]::new));
    }

    /** Runs a command of this machine in the container's network, e.g. {@code ip}. */
    public void inItsNetwork(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", Long.toString(pid()), "-n"));
        all.addAll(List.of(command));
        run(all);
    }

    /** Waits for a condition, and fails with the end of the log if the container ends or it takes too long. */
    public void await(String what, Duration timeout, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || !isRunning()) {
                String log = logs();
                throw new IllegalStateException(name + " is not " + what + "; the end of its log:\n"
                        + log.substring(Math.max(0, log.length() - 4000)));
            }
            try {
                Thread.sleep(Duration.ofMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Kills all that runs in it (kill -9). */
    public void kill() throws IOException {
        podman("kill", "-s", "KILL", name);
        podman("wait", name);
    }

    /** Stops the container as a cluster does: asks it to end, and kills it after a minute. */
    public void stop() throws IOException {
        podman("stop", "-t", "60", name);
    }

    /** Disconnects the container from a network: neither side can reach the other. */
    public void leave(String network) throws IOException {
        podman("network", "disconnect", network, name);
    }

    /** @param options its address and the like */
    public void join(String network, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of("network", "connect"));
        command.addAll(options);
        command.addAll(List.of(network, name));
        podman(command.toArray(String[]::new));
    }

    /** Returns whether a server accepts connections there. */
    public static boolean listens(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Restarts the container on the same volumes. */
    public void restart() throws IOException {
        podman("start", name);
    }

    @Override
    public void close() throws IOException {
        podman("rm", "-f", "-t", "0", "-v", name);
    }
}
