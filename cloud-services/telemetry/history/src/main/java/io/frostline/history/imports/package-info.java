@NullMarked
package io.frostline.history.imports;

import org.jspecify.annotations.NullMarked;
