@NullMarked
package io.frostline.edge.control;

import org.jspecify.annotations.NullMarked;
