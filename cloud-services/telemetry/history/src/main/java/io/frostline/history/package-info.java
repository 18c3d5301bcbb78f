@NullMarked
package io.frostline.history;

import org.jspecify.annotations.NullMarked;
