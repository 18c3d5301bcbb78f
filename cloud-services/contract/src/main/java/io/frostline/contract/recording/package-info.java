/** Parsers of readings in plain forms, JSON and CSV recordings, and the range that a sensor can measure. */
@NullMarked
package io.frostline.contract.recording;

import org.jspecify.annotations.NullMarked;
