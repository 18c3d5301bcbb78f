package io.frostline.edge.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;

/** Identifier of the current boot: on Linux {@link System#nanoTime} counts from it, across restarts of the agent. */
public final class Boot {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    public static long id() {
        try {
            return UUID.fromString(Files.readString(LINUX).strip()).getMostSignificantBits();
        } catch (IOException | IllegalArgumentException e) {
            return new SecureRandom().nextLong();
        }
    }
}
