/** Transactions on history's database, and the ids of sites, epochs, catalogs and sensors in it. */
@NullMarked
package io.frostline.history.store;

import org.jspecify.annotations.NullMarked;
