package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.PostgresProxy;
import io.frostline.testing.Programs;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Test that kills or cuts off a transfer between two databases at each step of its two-phase commit. A payment process of its own
 * reaches each database through a proxy that knows the commit statements, so the product needs no test hooks.
 */
class TwoPhaseCommitIT {
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final String PREPARE = "PREPARE TRANSACTION";
    private static final String COMMIT = "COMMIT PREPARED";
    private static final String ROLLBACK = "ROLLBACK PREPARED";
    private static final String WARNED = "heuristic participant(s)!";
    private static final int SOCKET_TIMEOUT_SECONDS = 3;

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final int port = Deployment.freePort();
    private final String key = UUID.randomUUID().toString();

    @TempDir
    private Path folder;

    private PostgresProxy payment;
    private PostgresProxy ledger;
    private ServerProcess process;
    private String from;
    private String to;

    /** Steps at which the process is killed, in protocol order; the decision is written between the two phases. */
    private enum Step {
        NOTHING_IS_PREPARED(true, PREPARE, Moment.BEFORE, false),
        ONE_IS_PREPARED(true, PREPARE, Moment.AFTER, false),
        THE_OTHER_IS_ABOUT_TO_BE_PREPARED(false, PREPARE, Moment.BEFORE, false),
        BOTH_ARE_PREPARED_AND_NOTHING_IS_DECIDED(false, PREPARE, Moment.AFTER, false),
        IT_IS_DECIDED(true, COMMIT, Moment.BEFORE, true),
        ONE_IS_COMMITTED_UNHEARD(true, COMMIT, Moment.AFTER, true),
        ONE_IS_COMMITTED(false, COMMIT, Moment.BEFORE, true),
        BOTH_ARE_COMMITTED(false, COMMIT, Moment.AFTER, true);

        private final boolean atPayment;
        private final String statement;
        private final Moment moment;
        private final boolean committed;

        Step(boolean atPayment, String statement, Moment moment, boolean committed) {
            this.atPayment = atPayment;
            this.statement = statement;
            this.moment = moment;
            this.committed = committed;
        }
    }

    @BeforeEach
    void start() throws IOException {
        payment = new PostgresProxy(cloud.port(Part.POSTGRES));
        ledger = new PostgresProxy(cloud.port(Part.POSTGRES));
        from = shop.account(10_000, "operating");
        to = shop.account(0, "reserve");
        launch();
    }

    private void launch() throws IOException {
        Map<String, String> environment = cloud.environment(Part.PAYMENT);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("POSTGRES_PORT", Integer.toString(payment.port()));
        environment.put("LEDGER_PORT", Integer.toString(ledger.port()));
        environment.put("PAYMENT_NODE", "proxied-" + port);
        environment.put("QUARKUS_TRANSACTION_MANAGER_OBJECT_STORE_DIRECTORY", log().toString());
        String patience = "jdbc.additional-jdbc-properties.socketTimeout=" + SOCKET_TIMEOUT_SECONDS;
        Path output = folder.resolve("payment.log");
        Files.deleteIfExists(output);
        process = ServerProcess.java(
                "a payment behind proxies",
                output,
                Programs.app(
                        "payment", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dquarkus.datasource.ledger." + patience),
                environment);
        process.await("listening", Duration.ofSeconds(60), () -> process.log().contains("Listening on"));
    }

    private Path log() {
        return folder.resolve("transactions");
    }

    @AfterEach
    void stop() throws Exception {
        process.close();
        payment.close();
        ledger.close();
        shop.assertConserved();
        shop.assertBooksAgree();
    }

    @ParameterizedTest
    @EnumSource
    void killedAtAnyStepBothDatabasesComeToTheSame(Step step) throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        assertThat(log().resolve("being-written"))
                .as("of the store that replaces records whole")
                .isDirectory();
        (step.atPayment ? payment : ledger).arm(step.statement, step.moment, () -> {
            process.kill();
            killed.countDown();
            return false;
        });
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(this::transfer);
        assertThat(killed.await(30, TimeUnit.SECONDS)).as(step + " was reached").isTrue();
        assertThat(first.get(30, TimeUnit.SECONDS)).isZero();
        shop.assertConserved();
        launch();
        awaitSettled();
        assertMoved(step.committed);
        assertRetriedOnce();
    }

    @ParameterizedTest
    @EnumSource
    void aPrepareThatTakesTooLongRollsBothBack(Moment moment) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        ledger.arm(PREPARE, moment, () -> stallUntil(over));
        assertThat(transfer()).isEqualTo(500);
        over.countDown();
        awaitSettled();
        assertMoved(false);
        assertRetriedOnce();
    }

    @ParameterizedTest
    @EnumSource
    void aLostCommitIsSentAgain(Moment moment) throws Exception {
        ledger.arm(COMMIT, moment, () -> false);
        int answer = transfer();
        assertThat(answer).isEqualTo(201);
        awaitSettled();
        assertMoved(true);
        assertRetriedOnce();
    }

    @Test
    void aDecisionIsKeptForADatabaseThatIsDown() throws Exception {
        ledger.arm(COMMIT, Moment.BEFORE, () -> {
            ledger.setDown(true);
            return false;
        });
        assertThat(transfer()).isEqualTo(201);
        process.await("trying again", SETTLED, () -> process.log().contains("can't be seen"));
        assertThat(shop.number("select count(*) from pg_prepared_xacts")).isEqualTo(1);
        shop.assertConserved();
        ledger.setDown(false);
        awaitSettled();
        assertMoved(true);
        assertRetriedOnce();
    }

    /** The server answers that it ends the session: the client does not just find the connection broken. */
    @ParameterizedTest
    @ValueSource(strings = {COMMIT, ROLLBACK})
    void aSecondPhaseIsDoneThoughTheServerEndsTheSession(String statement) throws Exception {
        boolean commits = statement.equals(COMMIT);
        if (!commits) {
            ledger.arm(PREPARE, Moment.BEFORE, () -> false);
        }
        payment.arm(statement, Moment.BEFORE, () -> {
            endSessions();
            return true;
        });
        assertThat(transfer()).isEqualTo(commits ? 201 : 500);
        awaitSettled();
        assertMoved(commits);
        assertRetriedOnce();
    }

    /** An operator rolls back both databases alike: the books agree, and no money has moved. */
    @Test
    void aDecisionThatWasContradictedByHandStaysInTheLog() throws Exception {
        payment.arm(COMMIT, Moment.BEFORE, () -> rollBackPrepared(cloud.jdbcUrl(), cloud.ledgerUrl()));
        assertThat(transfer()).isEqualTo(500);
        assertMoved(false);
        assertThat(decisions()).hasSize(1);
        assertRetriedOnce();
        int before = process.log().length();
        process.await(
                "warned of at the next recovery", SETTLED, () -> process.log().indexOf(WARNED, before) >= 0);
        assertThat(decisions()).hasSize(1);
    }

    private static boolean rollBackPrepared(String... databases) {
        for (String database : databases) {
            try (Connection connection = DriverManager.getConnection(database);
                    Statement statement = connection.createStatement()) {
                List<String> names = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery(
                        "select gid from pg_prepared_xacts where database = current_database()")) {
                    while (rows.next()) {
                        names.add(rows.getString(1));
                    }
                }
                assertThat(names).hasSize(1);
                statement.execute("rollback prepared '" + names.getFirst() + "'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        return true;
    }

    private void endSessions() {
        try {
            shop.text("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    + " where datname = 'postgres' and pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until neither database nor the process has a transaction in doubt. */
    private void awaitSettled() {
        await().atMost(SETTLED).untilAsserted(() -> {
            shop.assertConserved();
            shop.assertBooksAgree();
            assertThat(decisions()).as("decisions that are not carried out").isEmpty();
        });
    }

    private List<Path> decisions() throws IOException {
        try (Stream<Path> files = Files.walk(log())) {
            return files.filter(file -> file.toString().contains("AtomicAction"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    private void assertRetriedOnce() throws IOException {
        await().atMost(SETTLED).until(() -> transfer() == 201);
        assertThat(transfer()).isEqualTo(201);
        assertMoved(true);
    }

    private void assertMoved(boolean moved) throws IOException {
        assertThat(balance(from)).isEqualByComparingTo(moved ? "60.00" : "100.00");
        assertThat(balance(to)).isEqualByComparingTo(moved ? "40.00" : "0.00");
    }

    private BigDecimal balance(String account) throws IOException {
        return shop.get(Part.PAYMENT, "/accounts/" + account)
                .at("/balance/amount")
                .decimalValue();
    }

    /**
     * Sends always the same request.
     *
     * @return the status of the answer, 0 if there was none
     */
    private int transfer() {
        try {
            HttpResponse<String> answer =
                    cloud.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/transfers"))
                            .timeout(Duration.ofSeconds(40))
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", key)
                            .POST(HttpRequest.BodyPublishers.ofString("""
                                {"from":"%s","to":"%s","amount":{"amount":"40.00","currency":"EUR"}}\
                                """.formatted(from, to)))
                            .build());
            return answer.statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean stallUntil(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
