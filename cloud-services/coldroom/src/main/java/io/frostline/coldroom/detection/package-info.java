/** Excursions as a pure function of readings and their instants. */
@org.jspecify.annotations.NullMarked
package io.frostline.coldroom.detection;
