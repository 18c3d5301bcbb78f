@NullMarked
package io.frostline.testing;

import org.jspecify.annotations.NullMarked;
