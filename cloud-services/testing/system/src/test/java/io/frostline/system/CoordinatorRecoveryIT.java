package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test of actions without participants, and of participants that fail or give wrong answers. */
class CoordinatorRecoveryIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        cloud.ensure(Deployment.COMMERCE);
        shop.assertNothingInBetween();
    }

    @Test
    void anActionWithoutParticipantsEndsAtItsTimeLimit() throws Exception {
        Action action = start(1_000);
        assertThat(action.status()).isEqualTo("Active");
        assertThat(records(action)).isEqualTo(1);
        await().atMost(TIMEOUT).until(() -> !action.status().equals("Active"));
        assertThat(action.status()).isIn("Cancelled", "404");
        await().atMost(TIMEOUT).until(() -> records(action) == 0);
    }

    /** Returns the number of files of an action in the coordinator's log. */
    private long records(Action action) throws IOException {
        String name = action.id().substring(action.id().lastIndexOf('/') + 1);
        try (Stream<Path> files = Files.walk(cloud.folder().resolve("lra-coordinator"))) {
            return files.filter(file -> file.endsWith(name)).count();
        } catch (UncheckedIOException e) {
            return -1; // a file was deleted meanwhile
        }
    }

    @Test
    void recoveryRetriesAFailingParticipantAndDelaysNoOther() throws Exception {
        Participants participants = new Participants();
        try {
            Action failing = start(60_000);
            join(failing, participants.url("failing"));
            Action other = start(60_000);
            join(other, participants.url("other"));
            failing.close();
            other.close();
            cloud.kill(Part.LRA_COORDINATOR);
            participants.mend("other");
            int before = participants.calls("failing");
            assertThat(before).isPositive();
            cloud.start(Part.LRA_COORDINATOR);
            await().atMost(TIMEOUT).until(() -> !other.status().equals("Closing"));
            assertThat(other.status()).isIn("Closed", "404");
            await().atMost(TIMEOUT).until(() -> participants.calls("failing") >= before + 3);
            assertThat(failing.status()).isEqualTo("Closing");
            participants.mend("failing");
            await().atMost(TIMEOUT).until(() -> !failing.status().equals("Closing"));
            assertThat(failing.status()).isIn("Closed", "404");
            await().atMost(TIMEOUT).until(() -> records(failing) + records(other) == 0);
        } finally {
            participants.server.stop(0);
        }
    }

    /** Participants that answer 500 until repaired. */
    private static final class Participants {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        private final Set<String> mended = ConcurrentHashMap.newKeySet();

        Participants() throws IOException {
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                try (exchange) {
                    String name = exchange.getRequestURI().getPath().split("/")[1];
                    calls.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
                    byte[] answer = "Completed".getBytes(UTF_8);
                    exchange.sendResponseHeaders(
                            mended.contains(name) ? 200 : 500, mended.contains(name) ? answer.length : -1);
                    if (mended.contains(name)) {
                        exchange.getResponseBody().write(answer);
                    }
                }
            });
            server.start();
        }

        String url(String name) {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
        }

        int calls(String name) {
            return calls.getOrDefault(name, new AtomicInteger()).get();
        }

        void mend(String name) {
            mended.add(name);
        }
    }

    @Test
    void retriesAParticipantThatAnswers418OrNothing() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch silence = new CountDownLatch(1);
        HttpServer participant = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        participant.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        participant.createContext("/", exchange -> {
            try (exchange) {
                switch (calls.incrementAndGet()) {
                    case 1 -> exchange.sendResponseHeaders(418, -1);
                    case 2 -> awaitEnd(silence);
                    default -> {
                        exchange.sendResponseHeaders(200, 9);
                        exchange.getResponseBody().write("Completed".getBytes(UTF_8));
                    }
                }
            }
        });
        participant.start();
        try {
            Action action = start(60_000);
            join(action, "http://127.0.0.1:" + participant.getAddress().getPort());
            action.close();
            await().atMost(TIMEOUT)
                    .until(() -> calls.get() >= 3 && !action.status().equals("Closing"));
            assertThat(action.status()).isIn("Closed", "404");
        } finally {
            silence.countDown();
            participant.stop(0);
        }
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Action start(long timeLimit) {
        return Action.start(cloud, cloud.url(Part.LRA_COORDINATOR), timeLimit);
    }

    private static void join(Action action, String participant) {
        Response joined = action.join(participant);
        assertThat(joined.statusCode()).as(joined.asString()).isEqualTo(200);
    }
}
