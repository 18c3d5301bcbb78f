/** Events that coldroom publishes to the other services. */
@NullMarked
package io.frostline.contract.coldroom;

import org.jspecify.annotations.NullMarked;
