@NullMarked
package io.frostline.kafka;

import org.jspecify.annotations.NullMarked;
