package io.frostline.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Record of a frostline that runs on this machine, by its HTTP port, in the user's home, so that commands find its data folder. A
 * record whose process has ended counts as none.
 */
final class RunningInstance {
    private RunningInstance() {}

    private static Path folder() {
        return Path.of(System.getProperty("user.home"), ".frostline", "running");
    }

    private static Path file(int httpPort) {
        return folder().resolve(Integer.toString(httpPort));
    }

    /** Records this process. A home that is not writable does not prevent a start. */
    static void record(int httpPort, Path data) {
        try {
            Files.createDirectories(folder());
            ProcessHandle self = ProcessHandle.current();
            Files.write(file(httpPort), List.of(Long.toString(self.pid()), started(self), data.toString()));
        } catch (IOException e) {
            System.err.println(
                    "not noted in " + file(httpPort) + " (" + e.getMessage() + "): ./frostline warm-room needs --data");
        }
    }

    static void forget(int httpPort) throws IOException {
        Files.deleteIfExists(file(httpPort));
    }

    /** Returns the data folder of the frostline that answers at this port. */
    static Optional<Path> find(int httpPort) throws IOException {
        if (!Files.exists(file(httpPort))) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file(httpPort));
        if (lines.size() != 3) {
            return Optional.empty();
        }
        // the same process id with another start time is a different process
        return ProcessHandle.of(Long.parseLong(lines.getFirst()))
                .filter(process -> started(process).equals(lines.get(1)))
                .map(process -> Path.of(lines.get(2)));
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Object::toString).orElse("");
    }
}
