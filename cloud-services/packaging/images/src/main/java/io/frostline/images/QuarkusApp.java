package io.frostline.images;

import java.io.IOException;
import java.nio.file.Path;

/** A Quarkus app in an image, as its build made it: on one flat class path, of which the JVM can archive every class. */
final class QuarkusApp {
    private QuarkusApp() {}

    /** @param archive where its archive of classes will be */
    static Program prepare(Path checkout, String app, FileTree files, String folder, String options, String archive)
            throws IOException {
        files.copy(checkout.resolve("cloud-services/apps/" + app + "/target/quarkus-app"), folder);
        return new Program(app, files, folder + "/quarkus-run.jar", options, archive);
    }
}
