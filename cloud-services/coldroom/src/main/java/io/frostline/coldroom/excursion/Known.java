package io.frostline.coldroom.excursion;

import java.util.UUID;

/** A stored excursion, not withdrawn. */
record Known(UUID id, Watch watch, Found found) {}
