@NullMarked
package io.frostline.edge.modbus;

import org.jspecify.annotations.NullMarked;
