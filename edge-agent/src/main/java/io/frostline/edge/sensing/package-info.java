@NullMarked
package io.frostline.edge.sensing;

import org.jspecify.annotations.NullMarked;
