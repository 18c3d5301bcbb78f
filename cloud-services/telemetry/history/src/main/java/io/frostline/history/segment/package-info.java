/** Segments, the stored columns of one sensor with their summary: their creation, merging, partitions and withdrawal. */
@NullMarked
package io.frostline.history.segment;

import org.jspecify.annotations.NullMarked;
