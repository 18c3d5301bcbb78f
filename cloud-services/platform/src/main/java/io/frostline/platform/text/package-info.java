/** Text form of values in bodies, rows and messages. */
@NullMarked
package io.frostline.platform.text;

import org.jspecify.annotations.NullMarked;
