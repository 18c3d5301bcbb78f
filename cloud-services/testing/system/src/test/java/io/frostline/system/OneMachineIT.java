package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Test of {@code frostline up}: everything in one folder, through every way in which it can end. */
@Tag("quiet")
class OneMachineIT {
    private static final Duration READY = Duration.ofSeconds(40);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final int httpPort = Deployment.freePort();
    private final int mqttPort = Deployment.freePort();
    private final RestClient api = new RestClient("http://127.0.0.1:" + httpPort + "/api/v1");

    @Test
    void keepsItsDataThroughEveryEnd(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        TreeMap<Long, String> before;
        try (ServerProcess up = up(folder, 1)) {
            awaitReady(up);
            up.await("recording", TIMEOUT, () -> readings().size() > 5);
            ServerProcess second = run(folder.resolve("second.log"), "up", "--data", folder.toString());
            second.awaitEnd();
            assertThat(second.log()).contains("another frostline is running on " + folder);
            // the demo has opened its shop, and an order has been confirmed
            up.await(
                    "selling",
                    TIMEOUT,
                    () -> api.jsonOrEmpty("/orders").at("/0/state").asText().equals("confirmed"));
            up.await("writing to its customer", TIMEOUT, () -> welcomes(folder) == 1);
            assertThat(up.log()).contains("mails go to " + folder.resolve("mail"));
            before = readings();
            // its children survive it: PostgreSQL, the services, the agent
            up.kill();
        }
        try (ServerProcess up = up(folder, 2)) {
            awaitReady(up);
            assertKept(up, folder, before);
            before = readings();
            assertThat(up.log()).contains("outlived its parent");
            assertThat(api.json("/sensors").at("/sensors").size()).isEqualTo(10);
            List<ProcessHandle> everything = new ArrayList<>(
                    ProcessHandle.of(up.pid()).orElseThrow().descendants().toList());
            // not a child process: it was started through a command that has ended
            everything.add(postmaster(folder));
            up.kill();
            everything.forEach(ProcessHandle::destroyForcibly);
        }
        try (ServerProcess up = up(folder, 3)) {
            awaitReady(up);
            assertKept(up, folder, before);
            ServerProcess verify =
                    run(folder.resolve("verify.log"), "verify", "demo", "--url", "http://localhost:" + httpPort);
            assertThat(verify.awaitEnd()).as(verify.log()).isZero();
            assertThat(verify.log()).contains("site demo is intact");
            ServerProcess check = run(
                    folder.resolve("check.log"),
                    "check",
                    "--url=http://localhost:" + httpPort,
                    "--broker=tcp://localhost:" + mqttPort);
            assertThat(check.awaitEnd()).as(check.log()).isZero();
            before = readings();
            up.stop(); // as Ctrl-C does
        }
        try (ServerProcess up = up(folder, 4)) {
            awaitReady(up);
            assertKept(up, folder, before);
            freezerFails(folder);
            services(up).destroyForcibly();
            assertThat(up.awaitEnd()).isEqualTo(1);
            assertThat(up.log()).contains("the services (see " + folder.resolve("logs/services.log") + ") ended");
        }
    }

    private static ProcessHandle services(ServerProcess up) {
        return ProcessHandle.of(up.pid())
                .orElseThrow()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("quickstart"))
                .findFirst()
                .orElseThrow();
    }

    /** Runs the README's first steps within two minutes. */
    private void freezerFails(Path folder) throws IOException {
        ServerProcess warm = run(
                folder.resolve("warm-room.log"),
                "warm-room", // finds the folder by itself
                "--url",
                "http://localhost:" + httpPort);
        await().atMost(Duration.ofMinutes(3)).until(() -> !warm.isAlive());
        assertThat(warm.awaitEnd()).as(warm.log()).isZero();
        assertThat(warm.log())
                .contains("critical: ", "who is on duty is alarmed by mail", "in quarantine")
                .contains("it is confirmed as before", "Anna has her money back");
    }

    private static ProcessHandle postmaster(Path folder) throws IOException {
        Path file = folder.resolve("postgres/data/postmaster.pid");
        return ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                .orElseThrow();
    }

    @Test
    void aTakenPortIsSaidBeforeAnythingStarts(@TempDir Path folder) throws Exception {
        try (ServerSocket taken = new ServerSocket(httpPort)) {
            ServerProcess up = up(folder, 1);
            assertThat(up.awaitEnd()).isEqualTo(1);
            assertThat(up.log())
                    .contains("port " + taken.getLocalPort() + " is taken; choose another with --http-port")
                    .doesNotContain("starting");
        }
    }

    @Test
    void verifySaysWhereNothingAnswersAndWhichSiteIsUnknown(@TempDir Path folder) throws Exception {
        ServerProcess nobody =
                run(folder.resolve("nobody.log"), "verify", "demo", "--url", "http://localhost:" + httpPort);
        assertThat(nobody.awaitEnd()).isEqualTo(2);
        assertThat(nobody.log()).contains("nothing answers at http://localhost:" + httpPort);
        String history = Deployment.shared().url(Deployment.Part.HISTORY);
        ServerProcess unknown = run(folder.resolve("unknown.log"), "verify", "nowhere", "--url", history);
        assertThat(unknown.awaitEnd()).isEqualTo(2);
        assertThat(unknown.log()).contains("nowhere");
    }

    @Test
    void anUnknownCommandIsAnsweredWithThoseThereAre(@TempDir Path folder) throws Exception {
        ServerProcess unknown = run(folder.resolve("unknown.log"), "upp");
        assertThat(unknown.awaitEnd()).isEqualTo(2);
        assertThat(unknown.log()).contains("no command 'upp'").contains("frostline up [--data DIR]");
    }

    // ------------------------------------------------------------------------------------------ helpers

    private ServerProcess up(Path folder, int number) throws IOException {
        return run(
                folder.resolve("up-" + number + ".log"),
                "up",
                "--data",
                folder.toString(),
                "--http-port",
                Integer.toString(httpPort),
                "--mqtt-port",
                Integer.toString(mqttPort));
    }

    /** Starts the launcher as a user does: it finds the JDK and checks that all is built. */
    static ServerProcess run(Path log, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Deployment.root().resolve("frostline").toString()));
        command.addAll(List.of(arguments));
        return ServerProcess.of("frostline " + arguments[0], log, command, Map.of());
    }

    private void awaitReady(ServerProcess up) {
        up.await("ready", READY, () -> up.log().contains("frostline is ready: http://localhost:" + httpPort));
    }

    /** Asserts that all earlier data are kept, more arrives, and the chain is valid. */
    private void assertKept(ServerProcess up, Path folder, TreeMap<Long, String> before) {
        TreeMap<Long, String> now = readings();
        assertThat(now).containsAllEntriesOf(before);
        up.await("recording again", TIMEOUT, () -> readings().size() > now.size());
        JsonNode continuity = api.json("/sites/demo/continuity");
        assertThat(continuity.at("/epochs/0/missing")).as(continuity.toString()).isEmpty();
        assertThat(continuity.at("/epochs/0/chain/intact").asBoolean()).isTrue();
        assertThat(api.json("/orders").size()).isPositive();
        assertThat(welcomes(folder)).isEqualTo(1);
        up.await("done with every order", TIMEOUT, () -> api.hasNone("/sagas?state=running"));
    }

    private static long welcomes(Path folder) {
        try (Stream<Path> mails = Files.list(folder.resolve("mail"))) {
            return mails.filter(mail -> mail.toString().endsWith(".eml"))
                    .filter(OneMachineIT::isWelcome)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWelcome(Path mail) {
        try {
            return Files.readString(mail).contains("Subject: Welcome to Frostline");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TreeMap<Long, String> readings() {
        Instant now = Instant.now();
        return api.readings("demo", "freezer-1", now.minusSeconds(3600), now.plusSeconds(60));
    }
}
