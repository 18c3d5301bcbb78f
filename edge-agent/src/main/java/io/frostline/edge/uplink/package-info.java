@NullMarked
package io.frostline.edge.uplink;

import org.jspecify.annotations.NullMarked;
