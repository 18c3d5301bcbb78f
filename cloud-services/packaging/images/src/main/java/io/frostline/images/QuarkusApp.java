package io.frostline.images;

import java.io.IOException;
import java.nio.file.Path;

/** Quarkus app in an image, from its build's output: on one flat class path, so that the JVM can archive every class. */
final class QuarkusApp {
    private QuarkusApp() {}

    /** @param archive where its archive of classes will be */
    static Program prepare(Path checkout, String app, FileTree files, String folder, String options, String archive)
            throws IOException {
        files.copy(checkout.resolve("cloud-services/apps/" + app + "/target/quarkus-app"), folder);
        return new Program(app, files, folder + "/quarkus-run.jar", options, archive);
    }
}
