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
 * Moves a damaged buffer out of the way, to {@code <file>.damaged-<n>} with its write-ahead log beside it. Each file moves
 * by one rename, the database first: a kill in between leaves a log without a database, which {@link #finish} moves after
 * it. (SQLite would delete such a log, and with it what may still be saved.) Beside one that was sent, as far as it can be read,
 * stands an empty {@code <file>.damaged-<n>.sent}.
 */
final class SetAside {
    private static final List<String> LOGS = List.of("-wal", "-shm");

    private SetAside() {}

    static void move(Path file) throws IOException {
        int number = numbers(file, "(?:[-.].+)?").max().orElse(0)
                + 1; // none that a mark or a log has, though its file is deleted
        Files.move(file, name(file, number, ""));
        finish(file, number);
    }

    /** Completes a move that was cut short; does nothing where none was. */
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

    /** The damaged file that was last set aside. */
    static Optional<Path> newest(Path file) throws IOException {
        List<Path> existing = existing(file);
        return existing.isEmpty() ? Optional.empty() : Optional.of(existing.getLast());
    }

    /** The damaged files of which not all that can be read has been sent, the oldest first. */
    static List<Path> unsent(Path file) throws IOException {
        return existing(file).stream()
                .filter(damaged -> !Files.exists(sentMark(damaged)))
                .toList();
    }

    /** All that can be read of a damaged file has been sent; durable when this returns. */
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

    /** Of the files that were set aside, or of what stands beside them. @param suffix as a pattern */
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
