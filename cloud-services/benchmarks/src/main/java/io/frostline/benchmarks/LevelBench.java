package io.frostline.benchmarks;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Many sagas, and what every process has in its hands after the first tenth of them and after all. */
final class LevelBench {
    private static final long SAGAS = Long.getLong("frostline.sagas", 100_000);
    private static final int CLIENTS = Integer.getInteger("frostline.clients", 40);
    private static final List<Part> WATCHED = List.of(Part.ORDER, Part.STOCK, Part.PAYMENT, Part.LRA_COORDINATOR);

    private LevelBench() {}

    /** @param heap bytes that live after a full collection */
    private record Level(long heap, long resident, long threads, long files, long sockets) {}

    static void run() throws Exception {
        Report.title("levels: %,d sagas, a fifth of them undone, %d clients".formatted(SAGAS, CLIENTS));
        try (Deployment cloud = new Deployment(Files.createTempDirectory("frostline-levels"), false)) {
            cloud.start(Part.POSTGRES);
            cloud.start(Part.KAFKA);
            cloud.startCommerce();
            Shop shop = new Shop(cloud);
            shop.open();
            AtomicLong ended = new AtomicLong();
            run(shop, ended, SAGAS / 10);
            Map<Part, Level> early = levels(cloud);
            long filesEarly = storeFiles(cloud);
            run(shop, ended, SAGAS);
            Map<Part, Level> late = levels(cloud);
            for (Part part : WATCHED) {
                Level before = Objects.requireNonNull(early.get(part));
                Level after = Objects.requireNonNull(late.get(part));
                String name = part.name().toLowerCase(java.util.Locale.ROOT);
                Report.figure(name + ": live heap, MiB", change(before.heap >> 20, after.heap >> 20), "level");
                Report.figure(name + ": resident, MiB", change(before.resident >> 20, after.resident >> 20), "level");
                Report.figure(name + ": threads", change(before.threads, after.threads), "level");
                Report.figure(name + ": file descriptors", change(before.files, after.files), "level");
                Report.figure(name + ": sockets", change(before.sockets, after.sockets), "level");
            }
            Report.figure("files in the coordinator's store", change(filesEarly, storeFiles(cloud)), "level");
        }
    }

    /** Each action that has not ended has one. */
    private static long storeFiles(Deployment cloud) throws IOException {
        return files(cloud.folder().resolve("lra-coordinator"));
    }

    private static String change(long before, long after) {
        return before + " -> " + after;
    }

    /** Until so many have ended in all; progress every minute. */
    private static void run(Shop shop, AtomicLong ended, long target) throws Exception {
        while (ended.get() < target) {
            new ClosedLoop(CLIENTS, Duration.ofMinutes(1)).run(() -> {
                if (ended.get() < target) {
                    shop.order(ThreadLocalRandom.current().nextInt(5) == 0);
                    ended.incrementAndGet();
                } else {
                    Thread.sleep(Duration.ofMillis(50));
                }
            });
            System.out.printf("  %,d sagas have ended%n", ended.get());
        }
    }

    private static Map<Part, Level> levels(Deployment cloud) throws IOException, InterruptedException {
        Thread.sleep(Duration.ofSeconds(40)); // what is idle may be closed
        Map<Part, Level> levels = new TreeMap<>();
        for (Part part : WATCHED) {
            levels.put(part, level(cloud.process(part).pid()));
        }
        return levels;
    }

    private static Level level(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        Matcher heap = Pattern.compile("used (\\d+)K").matcher(jcmd(pid, "GC.heap_info"));
        long used = 0;
        // the new and the old generation; the metaspace's line comes last
        for (int i = 0; i < 2 && heap.find(); i++) {
            used += Long.parseLong(heap.group(1)) << 10;
        }
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        Path descriptors = Path.of("/proc/" + pid + "/fd");
        long sockets;
        try (Stream<Path> all = Files.list(descriptors)) {
            sockets = all.filter(LevelBench::isSocket).count();
        }
        return new Level(
                used,
                number(status, "VmRSS:\\s+(\\d+)") << 10,
                number(status, "Threads:\\s+(\\d+)"),
                files(descriptors),
                sockets);
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static long number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** Files below a folder; descriptors of a process are links, and none is followed. */
    private static long files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> !Files.isDirectory(file)).count();
        }
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
