package io.frostline.edge.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdNotifyIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final AtomicBoolean alive = new AtomicBoolean(true);

    @Test
    void saysReadyOnceAndAliveForAsLongAsItIs() throws IOException {
        try (SystemdNotify systemd = notifying(Map.of("NOTIFY_SOCKET", "@test", "WATCHDOG_USEC", "60000"))) {
            systemd.start();
            await().atMost(TIMEOUT).until(() -> told().size() > 3);
            alive.set(false);
            int silent = settled();
            alive.set(true);
            await().atMost(TIMEOUT).until(() -> told().size() > silent);
        }
        assertThat(told().getFirst()).isEqualTo("READY=1");
        assertThat(told().subList(1, told().size())).containsOnly("WATCHDOG=1");
    }

    /** Returns the number of notifications, once there are no more for half a second. */
    private int settled() {
        AtomicInteger last = new AtomicInteger();
        await().atMost(TIMEOUT).during(Duration.ofMillis(500)).until(() -> {
            int size = told().size();
            return last.getAndSet(size) == size;
        });
        return last.get();
    }

    @Test
    void saysNothingWhereNobodyListens() throws IOException {
        try (SystemdNotify systemd = notifying(Map.of("WATCHDOG_USEC", "60000"))) {
            systemd.start();
            assertThat(told()).isEmpty();
        }
    }

    private SystemdNotify notifying(Map<String, String> environment) throws IOException {
        Path command = Files.writeString(folder.resolve("notify"), "#!/bin/sh\necho \"$1\" >>'" + file() + "'\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        return new SystemdNotify(environment, command.toString(), alive::get);
    }

    private Path file() {
        return folder.resolve("told");
    }

    private List<String> told() throws IOException {
        return Files.exists(file()) ? Files.readAllLines(file()) : List.of();
    }
}
