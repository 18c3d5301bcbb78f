/** Webhooks: signed calls of the URLs that are to hear of alarms. */
@NullMarked
package io.frostline.notification.webhook;

import org.jspecify.annotations.NullMarked;
