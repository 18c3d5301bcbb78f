package io.frostline.edge.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the agent's memory and start time. */
class AgentFootprintIT {
    private static final long MAX_BYTES = 55_000_000;
    private static final Duration FIRST_READING = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    /**
     * Takes the best of several starts. How much of a file the kernel maps around a read depends on how it entered the page cache,
     * so it is read anew for each start.
     */
    @Test
    void aHundredSensorsAndFourRoomsStayWithin55Megabytes() throws Exception {
        long least = Long.MAX_VALUE;
        for (int start = 0; start < 3 && least > MAX_BYTES; start++) {
            ShippedAgent.forgetFiles();
            try (ShippedAgent agent = ShippedAgent.start(Files.createDirectory(folder.resolve("long-" + start)))) {
                await().atMost(Duration.ofSeconds(30)).until(() -> hasReading(agent));
                await().during(Duration.ofSeconds(30))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> mostResident(agent) > 20_000_000L);
                assertThat(mapped(agent)).contains("agent.jsa");
                least = Math.min(least, mostResident(agent));
            }
        }
        assertThat(least).isLessThanOrEqualTo(MAX_BYTES);
    }

    /** Takes the best of several starts, since the machine's other work delays some. */
    @Test
    void itsFirstReadingIsOnDiskWithinASecondOfItsStart() throws Exception {
        Duration best = Duration.ofDays(1);
        for (int start = 0; start < 8 && best.compareTo(FIRST_READING) > 0; start++) {
            Path own = Files.createDirectory(folder.resolve("start-" + start));
            long begun = System.nanoTime();
            try (ShippedAgent agent = ShippedAgent.start(own)) {
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> hasReading(agent));
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                best = took.compareTo(best) < 0 ? took : best;
            }
        }
        assertThat(best).isLessThanOrEqualTo(FIRST_READING);
    }

    private static boolean hasReading(ShippedAgent agent) {
        return agent.batches().stream()
                .map(batch -> new BatchCodec().decode(batch))
                .anyMatch(decoded -> decoded instanceof Decoded.Accepted accepted
                        && accepted.batch().readingCount() > 0);
    }

    private static long mostResident(ShippedAgent agent) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    private static String mapped(ShippedAgent agent) throws IOException {
        return Files.readString(Path.of("/proc/" + agent.pid() + "/maps"));
    }
}
