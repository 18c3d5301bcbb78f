package io.frostline.coldroom.detection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Time without a known temperature. It advances no excursion. It is an alarm of its own, which late data withdraws.
 *
 * @param from end of the last reading's interval, or time of the fault after it
 * @param to the next temperature; null while there is none
 * @param raised end of the delay
 */
public record NoData(Instant from, @Nullable Instant to, Instant raised) {}
