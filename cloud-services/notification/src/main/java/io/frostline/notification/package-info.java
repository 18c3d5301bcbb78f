/** Mails to customers: each once, whatever is delivered again, whoever is killed, and whatever an event never reached. */
@NullMarked
package io.frostline.notification;

import org.jspecify.annotations.NullMarked;
