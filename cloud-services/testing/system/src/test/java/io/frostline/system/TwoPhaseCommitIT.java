package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private static final Duration SETTLE_TIME = Duration.ofSeconds(60);
    private static final String PREPARE = "PREPARE TRANSACTION";
    private static final String COMMIT = "COMMIT PREPARED";
    private static final String ROLLBACK = "ROLLBACK PREPARED";
    private static final String WARNED = "heuristic participant(s)!";

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @TempDir
    private Path folder;

    private String from;
    private String to;
    private ProxiedPayment proxied;

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
        from = shop.account(10_000, "operating");
        to = shop.account(0, "reserve");
        proxied = new ProxiedPayment(cloud, folder, from, to);
    }

    @AfterEach
    void stop() throws Exception {
        proxied.close();
        shop.assertConserved();
        shop.assertBooksAgree();
    }

    @ParameterizedTest
    @EnumSource
    void bothDatabasesAgreeAfterAKillAtAnyStep(Step step) throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        assertThat(proxied.transactions().resolve("being-written"))
                .as("of the store that replaces records whole")
                .isDirectory();
        (step.atPayment ? proxied.payment : proxied.ledger).arm(step.statement, step.moment, () -> {
            proxied.process().kill();
            killed.countDown();
            return false;
        });
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(proxied::transfer);
        assertThat(killed.await(30, TimeUnit.SECONDS)).as(step + " was reached").isTrue();
        assertThat(first.get(30, TimeUnit.SECONDS)).isZero();
        shop.assertConserved();
        proxied.restart();
        awaitSettled();
        assertMoved(step.committed);
        assertRetriedOnce();
    }

    @ParameterizedTest
    @EnumSource
    void rollsBothBackWhenAPrepareTakesTooLong(Moment moment) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        proxied.ledger.arm(PREPARE, moment, () -> stallUntil(over));
        assertThat(proxied.transfer()).isEqualTo(500);
        over.countDown();
        awaitSettled();
        assertMoved(false);
        assertRetriedOnce();
    }

    @ParameterizedTest
    @EnumSource
    void retriesALostCommit(Moment moment) throws Exception {
        proxied.ledger.arm(COMMIT, moment, () -> false);
        int answer = proxied.transfer();
        assertThat(answer).isEqualTo(201);
        awaitSettled();
        assertMoved(true);
        assertRetriedOnce();
    }

    @Test
    void keepsADecisionForADatabaseThatIsDown() throws Exception {
        proxied.ledger.arm(COMMIT, Moment.BEFORE, () -> {
            proxied.ledger.setDown(true);
            return false;
        });
        assertThat(proxied.transfer()).isEqualTo(201);
        proxied.awaitLog("can't be seen", 0, SETTLE_TIME);
        assertThat(shop.number("select count(*) from pg_prepared_xacts")).isEqualTo(1);
        shop.assertConserved();
        proxied.ledger.setDown(false);
        awaitSettled();
        assertMoved(true);
        assertRetriedOnce();
    }

    /** The server answers that it ends the session: the client does not just find the connection broken. */
    @ParameterizedTest
    @ValueSource(strings = {COMMIT, ROLLBACK})
    void finishesThoughTheServerEndsTheSession(String statement) throws Exception {
        boolean commits = statement.equals(COMMIT);
        if (!commits) {
            proxied.ledger.arm(PREPARE, Moment.BEFORE, () -> false);
        }
        proxied.payment.arm(statement, Moment.BEFORE, () -> {
            endSessions();
            return true;
        });
        assertThat(proxied.transfer()).isEqualTo(commits ? 201 : 500);
        awaitSettled();
        assertMoved(commits);
        assertRetriedOnce();
    }

    /** An operator rolls back both databases alike: the books agree, and no money has moved. */
    @Test
    void keepsADecisionThatWasContradictedByHand() throws Exception {
        proxied.payment.arm(COMMIT, Moment.BEFORE, () -> rollBackPrepared(cloud.jdbcUrl(), cloud.ledgerUrl()));
        assertThat(proxied.transfer()).isEqualTo(500);
        assertMoved(false);
        assertThat(proxied.decisions()).hasSize(1);
        assertRetriedOnce();
        int before = proxied.process().log().length();
        proxied.awaitLog(WARNED, before, SETTLE_TIME); // at the next recovery
        assertThat(proxied.decisions()).hasSize(1);
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
        await().atMost(SETTLE_TIME).untilAsserted(() -> {
            shop.assertConserved();
            shop.assertBooksAgree();
            assertThat(proxied.decisions())
                    .as("decisions that are not carried out")
                    .isEmpty();
        });
    }

    private void assertRetriedOnce() {
        await().atMost(SETTLE_TIME).until(() -> proxied.transfer() == 201);
        assertThat(proxied.transfer()).isEqualTo(201);
        assertMoved(true);
    }

    private void assertMoved(boolean moved) {
        assertThat(balance(from)).isEqualByComparingTo(moved ? "60.00" : "100.00");
        assertThat(balance(to)).isEqualByComparingTo(moved ? "40.00" : "0.00");
    }

    private BigDecimal balance(String account) {
        return shop.get(Part.PAYMENT, "/accounts/" + account)
                .at("/balance/amount")
                .decimalValue();
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
