package io.frostline.images;

import java.io.IOException;
import java.nio.file.Path;

/** Something that becomes an image. */
interface Product {
    /** As its image is called: {@code frostline/NAME}. */
    String name();

    String title();

    /**
     * @param checkout where it was built
     * @param archived whether its programs will have their archives
     */
    Contents prepare(Path checkout, FileTree files, JavaHome java, boolean archived) throws IOException;
}
