@NullMarked
package io.frostline.mqtt;

import org.jspecify.annotations.NullMarked;
