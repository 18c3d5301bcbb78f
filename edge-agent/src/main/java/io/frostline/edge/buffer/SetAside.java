package io.frostline.edge.buffer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Operations that move a damaged buffer to {@code <file>.damaged-<n>}, with its write-ahead log beside it. Each file moves by
 * one rename, the database first. A kill in between leaves a log without a database, which {@link #finish} moves later. (SQLite
 * would delete such a log, and with it data that may still be saved.) An empty {@code <file>.damaged-<n>.sent} marks a damaged
 * file whose readable batches have been sent.
 */
final class SetAside {
    private static final List<String> LOGS = List.of("-wal", "-shm");

    private SetAside() {}

    static void move(Path file) throws IOException {
        int number = numbers(file, "(?:[-.].+)?").max().orElse(0)
                + 1; // not used by a mark or log whose file was deleted either
        Files.move(file, name(file, number, ""));
        finish(file, number);
    }

    /** Completes an interrupted move; does nothing if there was none. */
    static void finish(Path file) throws IOException {
        if (!Files.exists(file)) {
            finish(file, Math.max(1, numbers(file, "").max().orElse(1)));
        }
    }

    private static void finish(Path file, int number) throws IOException {
        for (String suffix : LOGS) {
            Path log = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(log)) {
                Files.move(log, free(file, number, suffix));
            }
        }
        syncFolder(file);
    }

    static Optional<Path> newest(Path file) throws IOException {
        List<Path> existing = existing(file);
        return existing.isEmpty() ? Optional.empty() : Optional.of(existing.getLast());
    }

    /** Returns the damaged files whose readable batches have not all been sent, oldest first. */
    static List<Path> unsent(Path file) throws IOException {
        return existing(file).stream()
                .filter(damaged -> !Files.exists(sentMark(damaged)))
                .toList();
    }

    /** Marks all readable batches of a damaged file as sent; the mark is durable when this returns. */
    static void markSent(Path damaged) throws IOException {
        Path mark = sentMark(damaged);
        if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
        syncFolder(mark);
    }

    private static Path sentMark(Path damaged) {
        return damaged.resolveSibling(damaged.getFileName() + ".sent");
    }

    private static List<Path> existing(Path file) throws IOException {
        return numbers(file, "")
                .sorted()
                .mapToObj(number -> name(file, number, ""))
                .toList();
    }

    /**
     * Returns the numbers of the files that were set aside, or of the files beside them.
     *
     * @param suffix regular expression for the end of the name
     */
    private static IntStream numbers(Path file, String suffix) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return IntStream.empty();
        }
        Pattern name = Pattern.compile(Pattern.quote(file.getFileName() + ".damaged-") + "(\\d{1,9})" + suffix);
        try (Stream<Path> beside = Files.list(folder)) {
            int[] numbers = beside.map(each -> name.matcher(String.valueOf(each.getFileName())))
                    .filter(Matcher::matches)
                    .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
                    .toArray();
            return IntStream.of(numbers);
        }
    }

    private static Path name(Path file, int number, String suffix) {
        return file.resolveSibling(file.getFileName() + ".damaged-" + number + suffix);
    }

    private static Path free(Path file, int number, String suffix) {
        int at = number;
        while (Files.exists(name(file, at, suffix))) {
            at++;
        }
        return name(file, at, suffix);
    }

    private static void syncFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && Files.isDirectory(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
