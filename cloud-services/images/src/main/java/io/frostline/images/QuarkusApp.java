package io.frostline.images;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A Quarkus app in an image: the jars that its build made, on one flat class path. */
final class QuarkusApp {
    /** In the order in which Quarkus' own class loader looks: what the build has transformed hides the original. */
    private static final List<String> CLASS_PATH = List.of("quarkus", "app", "lib/boot", "lib/main");

    private static final int MAGIC = 0xF0315432;
    private static final int VERSION = 3;

    private QuarkusApp() {}

    /** @param archive where its archive of classes will be */
    static Program prepare(Path checkout, String app, FileTree files, String folder, String options, String archive)
            throws IOException {
        Path built = checkout.resolve("cloud-services/apps/" + app + "/target/quarkus-app");
        files.copy(built, folder, file -> file.toString().endsWith(".jar") && !file.endsWith("quarkus-run.jar"));
        List<Path> classPath = new ArrayList<>();
        for (String part : CLASS_PATH) {
            try (Stream<Path> jars = Files.list(files.at(folder).resolve(part))) {
                // transformed before generated
                jars.sorted(
                                part.equals("quarkus")
                                        ? java.util.Comparator.reverseOrder()
                                        : java.util.Comparator.naturalOrder())
                        .forEach(classPath::add);
            }
        }
        String jar = folder + "/quarkus-run.jar";
        Program.writeJar(files, jar, mainClass(built), classPath, opens(built.resolve("quarkus-run.jar")));
        return new Program(app, files, jar, options, archive);
    }

    /** The first thing that Quarkus' own launcher reads. */
    private static String mainClass(Path built) throws IOException {
        try (DataInputStream in =
                new DataInputStream(Files.newInputStream(built.resolve("quarkus/quarkus-application.dat")))) {
            int magic = in.readInt();
            int version = in.readInt();
            if (magic != MAGIC || version != VERSION) {
                throw new IOException(
                        built + " is of a Quarkus that writes it down in another way: version " + version);
            }
            return in.readUTF();
        }
    }

    private static String opens(Path runner) throws IOException {
        try (JarFile jar = new JarFile(runner.toFile())) {
            String opens = jar.getManifest().getMainAttributes().getValue("Add-Opens");
            return opens == null ? "" : opens;
        }
    }
}
