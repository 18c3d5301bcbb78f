/** Files as loggers export them, understood or refused with a reason; independent of how readings are stored. */
@NullMarked
package io.frostline.history.loggerfile;

import org.jspecify.annotations.NullMarked;
