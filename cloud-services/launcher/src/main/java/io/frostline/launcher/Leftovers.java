package io.frostline.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Record of the processes that run on a data folder, so that the next start knows which of them outlived it. */
final class Leftovers {
    private Leftovers() {}

    private static Path file(Path data) {
        return data.resolve("processes");
    }

    static void record(Path data, ProcessHandle process, String name) throws IOException {
        String line = process.pid() + " " + started(process) + " " + name + "\n";
        Files.writeString(file(data), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static void forget(Path data) throws IOException {
        Files.deleteIfExists(file(data));
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Ends the children of a start that was killed; false if that start is still running. */
    static boolean end(Path data) throws IOException, InterruptedException {
        if (!Files.exists(file(data))) {
            return true;
        }
        List<String> lines = Files.readAllLines(file(data));
        for (String line : lines) {
            String[] parts = line.split(" ");
            // the same process id with another start time is a different process
            Optional<ProcessHandle> alive = ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(p -> Long.toString(started(p)).equals(parts[1]));
            if (alive.isPresent() && parts[2].equals("frostline")) {
                return false;
            }
            if (alive.isPresent()) {
                System.out.println("the " + parts[2] + " (process " + parts[0] + ") outlived their parent; stopping");
                stop(alive.get());
            }
        }
        forget(data);
        return true;
    }

    private static void stop(ProcessHandle process) throws InterruptedException {
        process.destroy();
        try {
            process.onExit().get(15, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }
}
