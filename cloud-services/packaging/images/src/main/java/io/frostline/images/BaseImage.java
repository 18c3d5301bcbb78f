package io.frostline.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Base of the images: an image of a registry, or an archive of one on this machine (of docker or OCI), for which no network is
 * needed. It has a C library and, at its JAVA_HOME, a Java 25 or newer.
 *
 * @param source a reference, or the path of an archive that exists
 */
record BaseImage(String source, Path cache) {
    /** Returns the name that an image gives for it. */
    String name() {
        return isArchive() ? "scratch" : source;
    }

    private boolean isArchive() {
        return Files.isRegularFile(Path.of(source));
    }

    JibContainerBuilder from(Platform platform) throws InvalidImageReferenceException {
        JibContainerBuilder builder = isArchive() ? Jib.from(TarImage.at(Path.of(source))) : Jib.from(source);
        return builder.setPlatforms(
                Set.of(new com.google.cloud.tools.jib.api.buildplan.Platform(platform.architecture(), platform.os())));
    }

    /**
     * Returns the settings for writing an image's archive.
     *
     * @param layers a new folder: Jib reuses a cached layer made of files with the same names and times, whatever their content
     */
    Containerizer to(Path archive, String reference, Path layers) throws InvalidImageReferenceException {
        return Containerizer.to(TarImage.at(archive).named(reference))
                .setOfflineMode(isArchive())
                .setBaseImageLayersCache(cache.resolve("base"))
                .setApplicationLayersCache(layers)
                .setToolName("frostline");
    }

    JavaHome unpack(Platform platform, Path folder) throws IOException, InterruptedException {
        Path archive = folder.resolve("base.tar");
        try {
            from(platform).containerize(to(archive, "frostline/base", folder.resolve("no-layers")));
        } catch (Exception e) {
            throw new IOException(
                    "the base image " + source + " for " + platform + " can't be had: " + e.getMessage(), e);
        }
        return JavaHome.unpack(archive, platform, folder);
    }
}
