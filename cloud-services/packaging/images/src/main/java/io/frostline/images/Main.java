package io.frostline.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command that makes the images from the build's output. It needs no Docker, and no network where the base is an archive. */
@Command(name = "frostline package images", mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    @Option(
            names = "--base",
            description =
                    "an image with a JRE 25, an archive of one, or 'local': one that is made here of Debian's packages and"
                            + " the JDK that runs this; default: ${DEFAULT-VALUE}")
    private String base = "eclipse-temurin:25-jre";

    @Option(
            names = "--platform",
            split = ",",
            description = "linux/amd64, linux/arm64; default: both; of an archive, this machine's")
    private List<String> platforms = List.of();

    @Option(names = "--target", description = "default: ${DEFAULT-VALUE}")
    private Path target = Path.of("target/dist/images");

    @Option(
            names = "--class-lists",
            description =
                    "where the lists of the classes that programs load are kept; default: 'classes' beside the images")
    private Path lists = Path.of("");

    @Option(names = "--no-archive", description = "without archives of classes: a quicker build, slower starts")
    private boolean noArchive;

    @Option(names = "--version-label", required = true, description = "of what is built, and so the tag of its images")
    @SuppressWarnings("NullAway.Init")
    private String version;

    @Option(names = "--revision", description = "of the source")
    private String revision = "";

    @Parameters(paramLabel = "NAME", description = "of images; default: all")
    private List<String> names = List.of();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .setOverwrittenOptionsAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    System.err.println(e.getMessage());
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<Product> products = products();
        Path checkout = Path.of(System.getProperty("frostline.root", ".")).toAbsolutePath();
        Path folder = Files.createDirectories(checkout.resolve("cloud-services/packaging/images/target"));
        // another build may run at the same time
        Path work = Files.createTempDirectory(folder, "work");
        if (base.equals("local")) {
            base = makeBase(checkout, folder.resolve("base")).toString();
        }
        BaseImage image = new BaseImage(base, folder.resolve("cache"));
        Path kept = lists.toString().isEmpty() ? target.resolve("classes") : lists;
        for (Platform platform : platforms()) {
            new ImageBuild(checkout, work, image, platform, new Labels(version, revision))
                    .build(products, !noArchive, kept, target);
        }
        ImageBuild.delete(work); // not after a failure: its files show the cause
        return 0;
    }

    private static Path makeBase(Path checkout, Path folder) throws IOException, InterruptedException {
        String architecture = Platform.ofThisMachine().architecture();
        Path archive = Files.createDirectories(folder).resolve(architecture + "-" + Runtime.version() + ".tar");
        if (!Files.exists(archive)) {
            String program = checkout + "/cloud-services/packaging/images/src/main/base/make-base";
            String jdk = System.getProperty("java.home");
            Running.run("make-base", folder, List.of(program, jdk, architecture, archive.toString()));
        }
        return archive;
    }

    private List<Platform> platforms() {
        if (!platforms.isEmpty()) {
            return platforms.stream().map(Platform::parse).toList();
        }
        return Files.isRegularFile(Path.of(base))
                ? List.of(Platform.ofThisMachine())
                : List.of(new Platform("linux", "amd64"), new Platform("linux", "arm64"));
    }

    private List<Product> products() {
        List<Product> all = new ArrayList<>(CloudApp.ALL);
        all.add(new OneMachine());
        all.add(new EdgeAgent());
        List<String> known = all.stream().map(Product::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("no image '" + name + "'; there are " + String.join(", ", known));
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(product -> names.contains(product.name())).toList();
    }
}
