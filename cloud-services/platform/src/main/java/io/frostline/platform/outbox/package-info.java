/**
 * Events that are published if and only if the change that they report was committed (outbox), and that have their effect once at
 * each consumer (inbox). An event that can't be processed becomes a dead letter.
 */
@NullMarked
package io.frostline.platform.outbox;

import org.jspecify.annotations.NullMarked;
