package io.frostline.history.loggerfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Profiles shipped with the product, and those of a folder. Profiles of the folder take precedence. */
public final class ProfileLibrary {
    private static final List<String> SHIPPED = List.of(
            "hobo-desktop",
            "hobo-app",
            "logtag",
            "easylog",
            "elitech",
            "testo-saveris",
            "govee",
            "ruuvi",
            "home-assistant",
            "berlinger");
    private static final String SUFFIX = ".properties";

    private ProfileLibrary() {}

    public static List<Profile> shipped() {
        List<Profile> profiles = new ArrayList<>();
        for (String name : SHIPPED) {
            try (InputStream file = ProfileLibrary.class.getResourceAsStream("/loggers/" + name + SUFFIX)) {
                if (file == null) {
                    throw new IllegalStateException("profile " + name + " is missing");
                }
                profiles.add(Profile.read(name, new InputStreamReader(file, StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return profiles;
    }

    /** Returns the profiles of the folder, which are files like {@code maker.properties}, then the shipped ones; null for no folder. */
    public static List<Profile> all(@Nullable Path folder) throws IOException {
        List<Profile> profiles = new ArrayList<>();
        if (folder != null) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    try (Reader reader = Files.newBufferedReader(file)) {
                        profiles.add(Profile.read(name.substring(0, name.length() - SUFFIX.length()), reader));
                    }
                }
            }
        }
        profiles.addAll(shipped());
        return profiles;
    }
}
