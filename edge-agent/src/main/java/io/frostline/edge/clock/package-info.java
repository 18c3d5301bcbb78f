@NullMarked
package io.frostline.edge.clock;

import org.jspecify.annotations.NullMarked;
