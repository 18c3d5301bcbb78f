/** Writing of JSON without a library. */
@NullMarked
package io.frostline.edge.json;

import org.jspecify.annotations.NullMarked;
