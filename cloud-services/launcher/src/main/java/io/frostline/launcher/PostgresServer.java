package io.frostline.launcher;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** PostgreSQL server with durable settings, in a folder that it keeps. */
record PostgresServer(EmbeddedPostgres postgres) implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String LEDGER = "ledger";

    /**
     * Starts on {@code dir}, after ending a server that outlived an earlier parent on the same folder.
     *
     * @param host where it listens, beside loopback; clients from elsewhere must give the password in {@code POSTGRES_PASSWORD}
     */
    static PostgresServer start(Path dir, String host, int port) throws IOException {
        Path data = dir.resolve("data");
        Files.createDirectories(dir);
        endLeftover(data);
        InetAddress address = InetAddress.getByName(host);
        Optional<String> password = address.isLoopbackAddress() ? Optional.empty() : Optional.of(password());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        if (password.isPresent()) {
            builder.setServerConfig("listen_addresses", address.isAnyLocalAddress() ? host : "127.0.0.1," + host)
                    .setServerConfig("hba_file", accessRules(dir).toString());
        }
        EmbeddedPostgres postgres = builder.setDataDirectory(data)
                .setOverrideWorkingDirectory(dir.resolve("binaries").toFile())
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("wal_level", "logical")
                // as many as the connections in payment's pools, of two processes
                .setServerConfig("max_prepared_transactions", "128")
                .setServerConfig("max_connections", "300")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "2GB")
                .setServerConfig("timezone", "UTC")
                // a socket file has a lock of its own, which a killed server leaves behind
                .setServerConfig("unix_socket_directories", "")
                .start();
        try {
            if (password.isPresent()) {
                setPassword(postgres, password.get());
            }
            makeLedger(postgres);
        } catch (SQLException e) {
            postgres.close();
            throw new IOException("PostgreSQL can't be made ready: " + e.getMessage(), e);
        }
        return new PostgresServer(postgres);
    }

    private static Path accessRules(Path dir) throws IOException {
        return Files.writeString(dir.resolve("pg_hba.conf"), """
                host all all 127.0.0.1/32 trust
                host all all all scram-sha-256
                """).toAbsolutePath();
    }

    private static String password() throws IOException {
        String password = System.getenv("POSTGRES_PASSWORD");
        if (password == null || password.isEmpty()) {
            throw new IOException("set POSTGRES_PASSWORD: PostgreSQL is to be reached from elsewhere");
        }
        return password;
    }

    private static void setPassword(EmbeddedPostgres postgres, String password) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role postgres password " + statement.enquoteLiteral(password));
        }
    }

    /** Creates payment's second database; the first is the server's own. */
    private static void makeLedger(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            boolean missing;
            try (ResultSet found =
                    statement.executeQuery("select 1 from pg_database where datname = '" + LEDGER + "'")) {
                missing = !found.next();
            }
            if (missing) {
                statement.execute("create database " + LEDGER);
            }
        }
    }

    /**
     * Ends a server that still runs on the folder. A postmaster writes its process id into its data folder, and it and its children
     * work in that folder. A killed one can leave children behind for a moment, and another process can take its id. Both are
     * waited out, since a second server on the folder would corrupt it.
     */
    private static void endLeftover(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        if (worksIn(pid, data)) {
            System.out.println("PostgreSQL (process " + pid + ") outlived its parent; stopping it");
            new ProcessBuilder("kill", "-INT", Long.toString(pid)).start(); // fast shutdown: rolls back, checkpoints
        }
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (ProcessHandle.allProcesses().anyMatch(p -> worksIn(p.pid(), data))) {
            if (System.nanoTime() > deadline) {
                throw new IOException("PostgreSQL (process " + pid + ") on " + data + " does not stop; end it by hand");
            }
            LockSupport.parkNanos(50_000_000);
        }
        Files.deleteIfExists(pidFile);
    }

    private static boolean worksIn(long pid, Path data) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).equals(data.toRealPath());
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
