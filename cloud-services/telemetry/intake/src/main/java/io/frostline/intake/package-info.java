@NullMarked
package io.frostline.intake;

import org.jspecify.annotations.NullMarked;
