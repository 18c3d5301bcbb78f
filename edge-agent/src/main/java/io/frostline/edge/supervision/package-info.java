/** Notifications to systemd that the agent is ready and alive. */
@NullMarked
package io.frostline.edge.supervision;

import org.jspecify.annotations.NullMarked;
