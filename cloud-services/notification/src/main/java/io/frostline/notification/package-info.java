/**
 * Mails to customers, and alarm mails to people on duty: each once, despite duplicate events and kills. Customers' mails are also
 * sent if their event never arrived.
 */
@NullMarked
package io.frostline.notification;

import org.jspecify.annotations.NullMarked;
