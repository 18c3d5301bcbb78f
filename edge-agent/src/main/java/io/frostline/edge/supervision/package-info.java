@NullMarked
package io.frostline.edge.supervision;

import org.jspecify.annotations.NullMarked;
