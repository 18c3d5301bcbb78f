/** The agent as a program: its command line, and the assembly of its parts. */
@NullMarked
package io.frostline.edge;

import org.jspecify.annotations.NullMarked;
