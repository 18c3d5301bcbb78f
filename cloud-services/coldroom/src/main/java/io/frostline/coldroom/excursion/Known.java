package io.frostline.coldroom.excursion;

import io.frostline.coldroom.room.Watch;
import java.util.UUID;

/** Stored excursion that is not withdrawn. */
record Known(UUID id, Watch watch, Found found) {}
