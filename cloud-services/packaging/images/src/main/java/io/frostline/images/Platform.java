package io.frostline.images;

import java.util.Locale;
import java.util.Set;

/** Platform of an image, in OCI's terms: {@code linux/amd64}. */
record Platform(String os, String architecture) {
    private static final Set<String> KNOWN = Set.of("amd64", "arm64");

    static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || !parts[0].equals("linux") || !KNOWN.contains(parts[1])) {
            throw new IllegalArgumentException("linux/amd64 or linux/arm64, not '" + text + "'");
        }
        return new Platform(parts[0], parts[1]);
    }

    static Platform ofThisMachine() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return new Platform("linux", name.equals("aarch64") ? "arm64" : name);
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
