@NullMarked
package io.frostline.edge;

import org.jspecify.annotations.NullMarked;
