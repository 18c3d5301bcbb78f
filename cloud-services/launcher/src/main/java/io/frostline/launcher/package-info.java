@NullMarked
package io.frostline.launcher;

import org.jspecify.annotations.NullMarked;
