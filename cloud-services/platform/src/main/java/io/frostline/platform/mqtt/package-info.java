@NullMarked
package io.frostline.platform.mqtt;

import org.jspecify.annotations.NullMarked;
