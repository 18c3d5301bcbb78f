/** Webhooks: signed calls of URLs that receive notices of alarms. */
@NullMarked
package io.frostline.notification.webhook;

import org.jspecify.annotations.NullMarked;
