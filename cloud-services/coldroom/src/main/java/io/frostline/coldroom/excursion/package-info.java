/** Excursions: their table, their events, and who acknowledged them. */
@NullMarked
package io.frostline.coldroom.excursion;

import org.jspecify.annotations.NullMarked;
