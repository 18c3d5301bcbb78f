@NullMarked
package io.frostline.edge.json;

import org.jspecify.annotations.NullMarked;
