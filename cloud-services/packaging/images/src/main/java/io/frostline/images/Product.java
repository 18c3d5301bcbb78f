package io.frostline.images;

import java.io.IOException;
import java.nio.file.Path;

interface Product {
    /** Returns the name of its image: {@code frostline/NAME}. */
    String name();

    String title();

    /**
     * Prepares the files of the image.
     *
     * @param checkout where it was built
     * @param archived whether its programs will have their archives
     */
    Contents prepare(Path checkout, FileTree files, JavaHome java, boolean archived) throws IOException;
}
