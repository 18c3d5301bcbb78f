/** Connections to Modbus devices over TCP and serial lines. */
@NullMarked
package io.frostline.edge.modbus;

import org.jspecify.annotations.NullMarked;
