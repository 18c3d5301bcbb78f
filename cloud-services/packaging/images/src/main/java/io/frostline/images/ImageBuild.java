package io.frostline.images;

import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Build of images for one platform. An image runs as user 10001 and writes only below the mounts /tmp and /data. The same files,
 * base and list of classes give the same bytes.
 */
record ImageBuild(Path checkout, Path work, BaseImage base, Platform platform, Labels labels) {
    static final String USER = "10001";
    private static final String SBOM = "/app/sbom.cdx.json";
    /** Account files of the image: PostgreSQL asks for the name of its user. */
    private static final String ACCOUNTS = """
            root:x:0:0:root:/:/bin/sh
            nobody:x:65534:65534:nobody:/:/bin/false
            frostline:x:10001:10001:Frostline:/data:/bin/false
            """;

    private static final String GROUPS = """
            root:x:0:
            nogroup:x:65534:
            frostline:x:10001:
            """;

    /**
     * Builds images.
     *
     * @param archived whether JVMs are to find an archive of their classes; there is none where this machine cannot run the
     *     platform's JVM
     * @param lists where the lists of classes are, or will be
     * @param target where the archive of the image goes, with its bill of materials beside it
     */
    void build(Iterable<Product> products, boolean archived, Path lists, Path target) throws Exception {
        Path own = Files.createDirectories(work.resolve(platform.architecture()));
        delete(own);
        JavaHome java = base.unpack(platform, Files.createDirectories(own.resolve("base")));
        boolean archives = archived && java.runs();
        if (archived && !archives) {
            System.out.println(
                    "this machine can't run a JVM for " + platform + ": its images start without an archive");
        }
        try (Stage stage = new Stage(checkout, own.resolve("stage"), java)) {
            for (Product product : products) {
                FileTree files = new FileTree(Files.createDirectories(own.resolve(product.name())));
                Contents contents = product.prepare(checkout, files, java, archives);
                if (archives) {
                    archive(product, contents, java, stage, lists, own.resolve("stage"));
                }
                write(product, contents, Files.createDirectories(target));
            }
        }
    }

    private void archive(Product product, Contents contents, JavaHome java, Stage stage, Path lists, Path folder)
            throws IOException, InterruptedException {
        String digest = Sbom.sha256(contents.files(), java).substring(0, 16);
        for (Map.Entry<Program, Rehearsal> each : contents.programs().entrySet()) {
            Program program = each.getKey();
            Path list = lists.resolve(product.name() + "-" + program.name() + "-" + digest + ".classes");
            if (!Files.exists(list)) {
                Path listed = folder.resolve(program.name() + ".listed");
                stage.rehearse(program, each.getValue(), listed);
                ClassArchive.tidy(listed, list);
            }
            ClassArchive.make(program, java, list, folder);
        }
    }

    private void write(Product product, Contents contents, Path target) throws Exception {
        FileTree files = contents.files();
        byte[] sbom = Sbom.of(product, labels.version(), base.name(), files);
        files.write(SBOM, sbom);
        String name = "frostline-" + product.name() + "-" + labels.version() + "-linux-" + platform.architecture();
        JibContainerBuilder image = base.from(platform)
                .setFormat(ImageFormat.OCI)
                .setCreationTime(Instant.EPOCH)
                .setUser(USER + ":" + USER)
                .setEntrypoint(contents.entrypoint())
                .setProgramArguments(contents.arguments())
                .setEnvironment(new TreeMap<>(contents.environment()))
                .setExposedPorts(contents.ports().stream().map(Port::tcp).collect(Collectors.toSet()))
                .setLabels(labels.of(product, base))
                .addFileEntriesLayer(accounts(files));
        for (Layer layer : Layer.values()) {
            image.addFileEntriesLayer(layer.of(files));
        }
        Path archive = target.resolve(name + ".tar");
        Path part = target.resolve(name + ".tar.part"); // a killed build leaves no half archive under its name
        String reference = "frostline/" + product.name() + ":" + labels.version();
        Path layers = files.root().resolveSibling(product.name() + "-layers");
        image.containerize(base.to(part, reference, layers));
        Files.write(target.resolve(name + ".cdx.json"), sbom);
        Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
        System.out.println(archive + "  " + Files.size(archive) / 1_000_000 + " MB");
    }

    private static FileEntriesLayer accounts(FileTree files) throws IOException {
        FileTree own = new FileTree(files.root().resolveSibling(files.root().getFileName() + "-accounts"));
        own.write("/etc/passwd", ACCOUNTS.getBytes(StandardCharsets.UTF_8));
        own.write("/etc/group", GROUPS.getBytes(StandardCharsets.UTF_8));
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("accounts");
        for (Path file : own.files()) {
            layer.addEntry(file, AbsoluteUnixPath.get(own.inImage(file)));
        }
        // a new volume gets the owner of the folder that it hides
        Path data = Files.createDirectories(own.at("/data"));
        FilePermissions mode = FilePermissions.fromOctalString("750");
        layer.addEntry(data, AbsoluteUnixPath.get("/data"), mode, FileTree.TIME, USER + ":" + USER);
        return layer.build();
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
