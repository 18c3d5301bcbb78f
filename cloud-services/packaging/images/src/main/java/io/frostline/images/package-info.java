/** Build of the container images, with their class archives and bills of materials, without Docker. */
@NullMarked
package io.frostline.images;

import org.jspecify.annotations.NullMarked;
