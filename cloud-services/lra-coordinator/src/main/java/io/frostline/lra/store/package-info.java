/** Tables of actions, changed by groups of requests with one commit each. */
@NullMarked
package io.frostline.lra.store;

import org.jspecify.annotations.NullMarked;
