/** Mails to customers: each once, despite duplicate events, kills and events that never arrived. */
@NullMarked
package io.frostline.notification;

import org.jspecify.annotations.NullMarked;
