/** Connection to the cloud over MQTT: order and window of sending, receipts, commands, status and reconnection. */
@NullMarked
package io.frostline.edge.uplink;

import org.jspecify.annotations.NullMarked;
