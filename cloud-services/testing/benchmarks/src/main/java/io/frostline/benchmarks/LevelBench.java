package io.frostline.benchmarks;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Benchmark of many sagas that shows the resources of every process after the first tenth of them, after half and after all. */
final class LevelBench {
    private static final long SAGAS = Long.getLong("frostline.sagas", 100_000);
    private static final int CLIENTS = Integer.getInteger("frostline.clients", 40);
    /** Pause after the load. Connections between the services are closed after 30 s idle, which is checked every 30 s. */
    private static final Duration IDLE = Duration.ofSeconds(70);

    private static final List<Part> WATCHED = List.of(Part.ORDER, Part.STOCK, Part.PAYMENT, Part.LRA_COORDINATOR);

    private LevelBench() {}

    /**
     * @param heap bytes that live after a full collection
     * @param classes of these bytes, those of each class
     */
    private record Level(long heap, long resident, long threads, long files, long sockets, Map<String, Long> classes) {}

    static void run() throws Exception {
        Report.title("levels: %,d sagas, a fifth of them undone, %d clients".formatted(SAGAS, CLIENTS));
        try (Deployment cloud = new Deployment(Files.createTempDirectory("frostline-levels"), false)) {
            Shop shop = new Shop(cloud);
            AtomicLong ended = new AtomicLong();
            List<Map<Part, Level>> levels = new ArrayList<>();
            List<Long> storeFiles = new ArrayList<>();
            for (long target : new long[] {SAGAS / 10, SAGAS / 2, SAGAS}) {
                run(shop, ended, target);
                levels.add(levels(cloud));
                // each action that has not ended has a file
                storeFiles.add(files(cloud.folder().resolve("lra-coordinator")));
            }
            for (Part part : WATCHED) {
                List<Level> of = levels.stream().map(l -> l.get(part)).toList();
                String name = part.name().toLowerCase(Locale.ROOT);
                Report.figure(name + ": live heap, MiB", changes(of, l -> l.heap >> 20), "level");
                Report.figure(name + ": resident, MiB", changes(of, l -> l.resident >> 20), "level");
                Report.figure(name + ": threads", changes(of, Level::threads), "level");
                Report.figure(name + ": file descriptors", changes(of, Level::files), "level");
                Report.figure(name + ": sockets", changes(of, Level::sockets), "level");
                grown(of.get(1).classes, of.get(2).classes);
            }
            Report.figure("files in the coordinator's store", changes(storeFiles, n -> n), "level");
        }
    }

    private static <T> String changes(List<T> levels, ToLongFunction<T> figure) {
        return levels.stream()
                .map(level -> Long.toString(figure.applyAsLong(level)))
                .collect(Collectors.joining(" -> "));
    }

    /** Prints the classes with more bytes at the end than in the middle. */
    private static void grown(Map<String, Long> middle, Map<String, Long> end) {
        end.entrySet().stream()
                .map(e -> Map.entry(e.getKey(), e.getValue() - middle.getOrDefault(e.getKey(), 0L)))
                .filter(e -> e.getValue() > 100_000)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(8)
                .forEach(e -> System.out.printf("    %,d bytes more of %s%n", e.getValue(), e.getKey()));
    }

    /** Runs orders until {@code target} have ended in all; prints progress every minute. */
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
        Thread.sleep(IDLE);
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
                sockets,
                classes(jcmd(pid, "GC.class_histogram")));
    }

    private static Map<String, Long> classes(String histogram) {
        Map<String, Long> bytes = new TreeMap<>();
        Matcher line = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+)").matcher(histogram);
        while (line.find()) {
            bytes.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
        }
        return bytes;
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

    /** Returns the number of files below a folder; descriptors of a process are links, and none is followed. */
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
