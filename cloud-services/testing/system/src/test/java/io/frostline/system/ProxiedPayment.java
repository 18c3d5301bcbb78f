package io.frostline.system;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.PostgresProxy;
import io.frostline.testing.Programs;
import io.frostline.testing.RestClient;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Payment process of its own that reaches each of its databases through a proxy, and repeats one transfer. */
final class ProxiedPayment implements AutoCloseable {
    private static final int SOCKET_TIMEOUT_SECONDS = 3;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(40);

    final PostgresProxy payment;
    final PostgresProxy ledger;
    private final Deployment cloud;
    private final Path folder;
    private final String from;
    private final String to;
    private final int port = Deployment.freePort();
    private final String key = UUID.randomUUID().toString();
    private ServerProcess process;

    /**
     * Starts the process.
     *
     * @param from account of the transfer in one database
     * @param to account in the other
     */
    ProxiedPayment(Deployment cloud, Path folder, String from, String to) throws IOException {
        this.cloud = cloud;
        this.folder = folder;
        this.from = from;
        this.to = to;
        payment = new PostgresProxy(cloud.port(Part.POSTGRES));
        ledger = new PostgresProxy(cloud.port(Part.POSTGRES));
        process = launch();
        awaitListening();
    }

    /** Starts the process again on its transaction log, after it was killed. */
    void restart() throws IOException {
        process = launch();
        awaitListening();
    }

    private ServerProcess launch() throws IOException {
        Map<String, String> environment = cloud.environment(Part.PAYMENT);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("POSTGRES_PORT", Integer.toString(payment.port()));
        environment.put("LEDGER_PORT", Integer.toString(ledger.port()));
        environment.put("PAYMENT_NODE", "proxied-" + port);
        environment.put(
                "QUARKUS_TRANSACTION_MANAGER_OBJECT_STORE_DIRECTORY",
                transactions().toString());
        String socketTimeout = "jdbc.additional-jdbc-properties.socketTimeout=" + SOCKET_TIMEOUT_SECONDS;
        Path output = folder.resolve("payment.log");
        Files.deleteIfExists(output);
        return ServerProcess.java(
                "a payment behind proxies",
                output,
                Programs.app(
                        "payment",
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.datasource.ledger." + socketTimeout),
                environment);
    }

    private void awaitListening() {
        process.await("listening", Duration.ofSeconds(60), () -> process.log().contains("Listening on"));
    }

    ServerProcess process() {
        return process;
    }

    /** Waits until the process's log contains {@code part} at this index or after it. */
    void awaitLog(String part, int from, Duration timeout) {
        process.await("saying " + part, timeout, () -> process.log().indexOf(part, from) >= 0);
    }

    /** Returns the folder of the transaction log. */
    Path transactions() {
        return folder.resolve("transactions");
    }

    /** Returns the decisions in the transaction log that are not carried out. */
    List<Path> decisions() throws IOException {
        try (Stream<Path> files = Files.walk(transactions())) {
            return files.filter(file -> file.toString().contains("AtomicAction"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    /**
     * Sends always the same request.
     *
     * @return the status of the answer, 0 if there was none
     */
    int transfer() {
        try {
            return new RestClient("http://127.0.0.1:" + port, ANSWER_TIMEOUT)
                    .postJson("/api/v1/transfers", """
                            {"from":"%s","to":"%s","amount":{"amount":"40.00","currency":"EUR"}}\
                            """.formatted(from, to), "Idempotency-Key", key)
                    .statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        process.close();
        payment.close();
        ledger.close();
    }
}
