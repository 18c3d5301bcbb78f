@NullMarked
package io.frostline.history.segment;

import org.jspecify.annotations.NullMarked;
