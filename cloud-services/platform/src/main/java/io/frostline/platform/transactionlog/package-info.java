/** Narayana's log on disk. A kill leaves every record in either its old or its new state. */
@NullMarked
package io.frostline.platform.transactionlog;

import org.jspecify.annotations.NullMarked;
