package io.frostline.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PostgreSQL server on durable settings, in a folder that it keeps. */
final class PostgresServer implements AutoCloseable {
    private final EmbeddedPostgres postgres;

    private PostgresServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** Starts on {@code dir}, after ending a server that outlived an earlier parent on the same folder. */
    static PostgresServer start(Path dir, int port) throws IOException {
        Path data = dir.resolve("data");
        Files.createDirectories(dir);
        endLeftover(data);
        return new PostgresServer(EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setOverrideWorkingDirectory(dir.resolve("binaries").toFile())
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_prepared_transactions", "64")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "2GB")
                .setServerConfig("timezone", "UTC")
                .start());
    }

    /** A postmaster writes its process id into its data folder, and holds the folder as long as it lives. */
    private static void endLeftover(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        Optional<ProcessHandle> postmaster = ProcessHandle.of(pid).filter(p -> servesFolder(p, data));
        if (postmaster.isEmpty()) {
            return;
        }
        System.out.println("PostgreSQL (process " + pid + ") outlived its parent; stopping it");
        new ProcessBuilder("kill", "-INT", Long.toString(pid)).start(); // a fast shutdown: rolls back and checkpoints
        try {
            postmaster.get().onExit().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while process " + pid + " stopped", e);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IOException("PostgreSQL (process " + pid + ") on " + data + " does not stop; end it by hand", e);
        }
    }

    private static boolean servesFolder(ProcessHandle process, Path data) {
        try {
            String command = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            return command.contains("postgres")
                    && (command.contains(data.toString())
                            || command.contains(data.toAbsolutePath().toString()));
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return postgres.getPort();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
