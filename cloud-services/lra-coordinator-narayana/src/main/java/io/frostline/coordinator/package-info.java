/** Narayana's LRA coordinator as a service that survives being killed. */
@NullMarked
package io.frostline.coordinator;

import org.jspecify.annotations.NullMarked;
