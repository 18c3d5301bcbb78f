/** Files as loggers export them, understood or refused with a reason; knows nothing of how readings are stored. */
@NullMarked
package io.frostline.history.loggerfile;

import org.jspecify.annotations.NullMarked;
