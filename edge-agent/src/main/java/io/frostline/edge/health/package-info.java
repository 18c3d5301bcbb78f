@NullMarked
package io.frostline.edge.health;

import org.jspecify.annotations.NullMarked;
