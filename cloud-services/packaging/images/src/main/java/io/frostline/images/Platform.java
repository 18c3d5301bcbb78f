package io.frostline.images;

import java.util.Locale;

/** Platform of an image, in OCI's terms: {@code linux/amd64}. */
record Platform(String os, String architecture) {
    static Platform parse(String text) {
        if (!text.matches("linux/(amd64|arm64)")) {
            throw new IllegalArgumentException("linux/amd64 or linux/arm64, not '" + text + "'");
        }
        return new Platform("linux", text.substring("linux/".length()));
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
