/** Narayana's log on disk, of which a kill leaves every record as it was or as it was to be. */
@NullMarked
package io.frostline.platform.transactionlog;

import org.jspecify.annotations.NullMarked;
