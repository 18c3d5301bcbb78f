@NullMarked
package io.frostline.history.evidence;

import org.jspecify.annotations.NullMarked;
