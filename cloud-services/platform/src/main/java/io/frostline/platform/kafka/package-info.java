@NullMarked
package io.frostline.platform.kafka;

import org.jspecify.annotations.NullMarked;
