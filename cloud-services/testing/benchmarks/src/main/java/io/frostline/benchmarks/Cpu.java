package io.frostline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Processor time that processes have used, in seconds, from Linux's count of a hundred ticks a second. */
final class Cpu {
    private static final double TICKS = 100;

    private Cpu() {}

    /** Returns the time of one process. */
    static double seconds(long pid) throws IOException {
        String[] fields = stat(pid);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    /** Returns the time of a process and all that it started, including those that have ended. */
    static double secondsOfAll(long pid) throws IOException {
        double seconds = 0;
        for (ProcessHandle process : ProcessHandle.of(pid).stream()
                .flatMap(p -> java.util.stream.Stream.concat(java.util.stream.Stream.of(p), p.descendants()))
                .toList()) {
            try {
                String[] fields = stat(process.pid());
                for (int field = 11; field <= 14; field++) {
                    seconds += Long.parseLong(fields[field]) / TICKS;
                }
            } catch (NoSuchFileException e) {
                // it has ended, and its time is its parent's now
            }
        }
        return seconds;
    }

    private static String[] stat(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }
}
