/** Imports of recordings and logger files through REST: preview, storage as a whole, progress and withdrawal. */
@NullMarked
package io.frostline.history.imports;

import org.jspecify.annotations.NullMarked;
