@NullMarked
package io.frostline.edge.buffer;

import org.jspecify.annotations.NullMarked;
