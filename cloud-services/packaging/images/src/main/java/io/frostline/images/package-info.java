@NullMarked
package io.frostline.images;

import org.jspecify.annotations.NullMarked;
