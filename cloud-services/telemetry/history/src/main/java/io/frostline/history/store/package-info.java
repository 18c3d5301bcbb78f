@NullMarked
package io.frostline.history.store;

import org.jspecify.annotations.NullMarked;
