package io.frostline.images;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Path;

/** Layers of an image, the least often changed first, so that a release that changes a line is a small download. */
enum Layer {
    LIBRARIES,
    APPLICATION,
    ARCHIVE;

    private static Layer of(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".aot")) {
            return ARCHIVE;
        }
        return file.toString().contains("/lib/") && !name.contains("frostline") ? LIBRARIES : APPLICATION;
    }

    FileEntriesLayer of(FileTree files) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name().toLowerCase(java.util.Locale.ROOT));
        for (Path file : files.files()) {
            if (of(file) == this) {
                boolean program = file.toString().contains("/bin/");
                FilePermissions mode = FilePermissions.fromOctalString(program ? "755" : "644");
                layer.addEntry(file, AbsoluteUnixPath.get(files.inImage(file)), mode, FileTree.TIME);
            }
        }
        return layer.build();
    }
}
