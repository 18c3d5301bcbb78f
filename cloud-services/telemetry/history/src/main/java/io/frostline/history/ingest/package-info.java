@NullMarked
package io.frostline.history.ingest;

import org.jspecify.annotations.NullMarked;
