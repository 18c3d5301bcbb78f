@NullMarked
package io.frostline.edge.simulation;

import org.jspecify.annotations.NullMarked;
