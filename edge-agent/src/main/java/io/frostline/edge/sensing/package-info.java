/** Sensors, recordings and devices of a broker at the site: how they are read, and what is noticed about their values. */
@NullMarked
package io.frostline.edge.sensing;

import org.jspecify.annotations.NullMarked;
