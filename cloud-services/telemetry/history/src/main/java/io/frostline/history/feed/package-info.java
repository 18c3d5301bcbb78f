/** Feed for services that follow history: batches in order of arrival, and readings as columns. */
@NullMarked
package io.frostline.history.feed;

import org.jspecify.annotations.NullMarked;
