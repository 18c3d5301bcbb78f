/** What services that follow history read of it: what arrived, in order, and readings as columns. */
@NullMarked
package io.frostline.history.feed;

import org.jspecify.annotations.NullMarked;
