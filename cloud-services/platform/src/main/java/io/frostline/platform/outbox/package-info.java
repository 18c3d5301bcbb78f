/** Events that go out if and only if the change that they tell of was committed. */
@NullMarked
package io.frostline.platform.outbox;

import org.jspecify.annotations.NullMarked;
