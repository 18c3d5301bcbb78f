package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.frostline.testing.CallProxy.Moment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Actions on coordinators that are killed, and on a PostgreSQL that is lost at a commit: each ends one way, for everyone. */
class LraPodsKilledIT {
    private static final int CLIENTS = 8;
    private static final Duration LENGTH = Duration.ofSeconds(12);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private static LraPods pods;
    private static LraClient client;

    @BeforeAll
    static void start() {
        pods = new LraPods();
        client = new LraClient(pods);
    }

    @AfterAll
    static void stop() {
        pods.close();
    }

    @Test
    void everyActionEndsOneWayWhicheverPodIsKilled() throws Exception {
        Map<String, String> ended = new ConcurrentHashMap<>();
        long until = System.nanoTime() + LENGTH.toNanos();
        try (LraParticipants participants = new LraParticipants(LraPodsKilledIT::anyhow);
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                var unused = clients.submit(() -> {
                    while (System.nanoTime() < until) {
                        act(participants, ended);
                    }
                    return null;
                });
            }
            for (int pod = 0; System.nanoTime() < until; pod = 1 - pod) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(1_000));
                pods.kill(pod);
                pods.start(pod);
            }
            clients.shutdown();
            assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(client.open(0)).doesNotContain("Closing", "Cancelling"));
            assertThat(ended).hasSizeGreaterThan(50);
            for (Map.Entry<String, String> action : ended.entrySet()) {
                String status = client.status(1, action.getKey());
                assertThat(status).isIn("Closed", "Cancelled");
                if (!action.getValue().endsWith("ing")) {
                    assertThat(action.getValue()).isEqualTo(status);
                }
                Set<String> told = Set.of(status.equals("Closed") ? "complete" : "compensate");
                assertThat(participants.heard("a", action.getKey())).isEqualTo(told);
                assertThat(participants.heard("b", action.getKey())).isEqualTo(told);
            }
        }
    }

    /** Starts an action, joins two participants, and has two clients decide at once. */
    private static void act(LraParticipants participants, Map<String, String> ended) throws InterruptedException {
        int pod = ThreadLocalRandom.current().nextInt(LraPods.PODS);
        String action = client.start(pod, 30_000);
        client.join(1 - pod, action, participants.address("a"));
        client.join(pod, action, participants.address("b"));
        Thread other = Thread.ofVirtual().start(() -> {
            try {
                client.end(1 - pod, action, "cancel");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        String answer = client.end(pod, action, "close").body();
        other.join();
        ended.put(action, answer);
    }

    /** Answers well half of the time. */
    private static void anyhow(HttpExchange call, int attempt) throws IOException, InterruptedException {
        switch (ThreadLocalRandom.current().nextInt(10)) {
            case 0 -> LraParticipants.answer(call, 202, "");
            case 1 -> LraParticipants.answer(call, 503, "busy");
            case 2 -> call.close();
            case 3 -> {
                Thread.sleep(300);
                LraParticipants.answer(call, 200, "");
            }
            default -> LraParticipants.answer(call, 200, "");
        }
    }

    @Test
    void anotherPodGoesOnWithinTheLease() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch calledAgain = new CountDownLatch(2);
        try (LraParticipants participants = new LraParticipants((call, attempt) -> {
            called.countDown();
            calledAgain.countDown();
            if (attempt > 1) {
                LraParticipants.answer(call, 200, "");
            } else {
                Thread.sleep(LONGEST_DELAY.multipliedBy(2)); // the pod that asked is gone by then
                call.close();
            }
        })) {
            String action = client.start(0, 60_000);
            client.join(0, action, participants.address("slow"));
            Thread ending = Thread.ofVirtual().start(() -> {
                try {
                    client.end(0, action, "close");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
            Instant killed = Instant.now();
            pods.kill(0);
            assertThat(calledAgain.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.between(killed, Instant.now())).isLessThan(LONGEST_DELAY);
            ending.join();
            await().untilAsserted(() -> assertThat(client.status(1, action)).isEqualTo("Closed"));
        } finally {
            pods.start(0);
        }
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void changeIsMadeOnceThoughItsCommitIsLost(Moment moment) throws Exception {
        try (LraParticipants participants =
                new LraParticipants((call, attempt) -> LraParticipants.answer(call, 200, ""))) {
            String action = client.start(0, 60_000);
            pods.database().arm("COMMIT", moment, () -> false);
            assertThat(client.join(0, action, participants.address("p")).statusCode())
                    .isEqualTo(200);
            pods.database().arm("COMMIT", moment, () -> false);
            assertThat(client.end(0, action, "cancel").body()).isEqualTo("Cancelled");
            assertThat(client.status(1, action)).isEqualTo("Cancelled");
            assertThat(participants.heard("p", action)).containsExactly("compensate");
        }
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void nestedActionThatNobodyJoinedEndsWithItsParent(Order order) throws Exception {
        String parent = client.start(0, 60_000);
        String nested = client.startNested(1, parent);
        for (String step : order.name().toLowerCase(Locale.ROOT).split("_then_")) {
            String[] words = step.split("_");
            client.end(0, words[1].equals("parent") ? parent : nested, words[0]);
        }
        await().untilAsserted(() -> assertThat(client.status(0, parent)).isIn("Closed", "Cancelled"));
        await().untilAsserted(
                        () -> assertThat(client.open(0)).doesNotContain(parent).doesNotContain(nested));
    }

    /** Who is closed or cancelled, in which order. */
    enum Order {
        CLOSE_NESTED_THEN_CLOSE_PARENT,
        CLOSE_NESTED_THEN_CANCEL_PARENT,
        CANCEL_NESTED_THEN_CLOSE_PARENT,
        CANCEL_NESTED_THEN_CANCEL_PARENT,
        CLOSE_NESTED_THEN_CANCEL_NESTED_THEN_CLOSE_PARENT,
        CLOSE_NESTED_THEN_CANCEL_NESTED_THEN_CANCEL_PARENT,
        CLOSE_PARENT_THEN_CANCEL_NESTED,
        CANCEL_PARENT_THEN_CLOSE_NESTED
    }
}
