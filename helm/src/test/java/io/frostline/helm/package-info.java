@NullMarked
package io.frostline.helm;

import org.jspecify.annotations.NullMarked;
