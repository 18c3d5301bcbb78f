@NullMarked
package io.frostline.embedded;

import org.jspecify.annotations.NullMarked;
