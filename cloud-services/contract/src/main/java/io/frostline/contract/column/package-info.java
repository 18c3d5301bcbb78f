/** Readings as columns, their compact encoding, and their mean kinetic temperature. */
@NullMarked
package io.frostline.contract.column;

import org.jspecify.annotations.NullMarked;
